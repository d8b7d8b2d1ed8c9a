//! What is said by a phrase alone: what it is, what it is for, papers, furniture and what it offers.

use std::sync::LazyLock;

use super::{Findings, Said, cut::Words};
use crate::{AmenityId, Furnished, PropertyType, Purpose, TitleDocument};

/// What a phrase says.
#[derive(Clone, Copy)]
enum Says {
    Purpose(Purpose),
    Kind(PropertyType),
    Paper(TitleDocument),
    Furnished(Furnished),
    Serviced,
    NewBuild,
    OnRequest,
    Amenity(&'static str),
    /// Nothing of its own: words that only look like something else.
    Nothing,
}

use Says::{Amenity, Kind, NewBuild, Nothing, OnRequest, Paper, Serviced};

/// Phrases with `|` between them, and what each says. Of two that fit, the longer one speaks. What stands after `>` has to follow,
/// and says something of its own.
const TABLE: &[(&str, Says)] = &[
    ("for sale|distress sale|urgent sale|quick sale|selling for", Says::Purpose(Purpose::Sale)),
    ("to let|for rent|for letting|to rent", Says::Purpose(Purpose::Rent)),
    ("shortlet|short let|shortlets|short lets|shortstay|short stay", Says::Purpose(Purpose::ShortLet)),
    ("for sale or rent|for rent or sale|for sale / rent|for rent / sale|for sale and rent", Nothing),
    ("flat|apartment|mini flat|flat apartment|studio apartment|studio flat", Kind(PropertyType::Flat)),
    ("maisonette|maisonnette|massionette|maisonette apartment", Kind(PropertyType::Maisonette)),
    (
        "terrace duplex|terraced duplex|terrace house|terraced house|town house|townhouse|terrace home|terrace townhouse",
        Kind(PropertyType::Terrace),
    ),
    (
        "semi detached|semi detached duplex|semi detached house|semi detached home|semidetached|semidetached duplex|\
         semi detached terrace duplex",
        Kind(PropertyType::SemiDetached),
    ),
    (
        "fully detached|fully detached duplex|detached duplex|detached house|detached home|fully detached house|\
         fully detached home|stand alone duplex",
        Kind(PropertyType::Detached),
    ),
    ("duplex", Kind(PropertyType::Duplex)),
    (
        "bungalow|detached bungalow|fully detached bungalow|semi detached bungalow|terrace bungalow|terraced bungalow",
        Kind(PropertyType::Bungalow),
    ),
    ("penthouse|pent house|penthouse apartment|penthouse flat", Kind(PropertyType::Penthouse)),
    ("mansion", Kind(PropertyType::Mansion)),
    (
        "plot of land|half plot|half plot of land|plots of land|land > for sale|parcel of land|acres of land|acre of land|\
         hectares of land|hectare of land|dry land|bare land|fenced land|full plot of land|residential land|commercial land",
        Kind(PropertyType::Land),
    ),
    ("office space|office spaces|office > for rent|office > for sale|office > to let", Kind(PropertyType::Office)),
    ("shop space|lock up shop|lockup shop|shop > for rent|shop > to let|shop > for sale", Kind(PropertyType::Shop)),
    ("warehouse", Kind(PropertyType::Warehouse)),
    ("c of o|cofo|c / o|certificate of occupancy|global c of o", Paper(TitleDocument::COfO)),
    (
        "governors consent|governor consent|gov consent|govt consent|govs consent|gov s consent",
        Paper(TitleDocument::GovernorsConsent),
    ),
    ("deed of assignment|registered deed of assignment", Paper(TitleDocument::DeedOfAssignment)),
    ("registered survey", Paper(TitleDocument::RegisteredSurvey)),
    ("excision|gazette|gazetted|government excision|gazetted excision", Paper(TitleDocument::ExcisionGazette)),
    ("receipt only|purchase receipt", Paper(TitleDocument::Receipt)),
    ("registered conveyance", Paper(TitleDocument::RegisteredConveyance)),
    ("r of o|right of occupancy", Paper(TitleDocument::ROfO)),
    ("furnished|fully furnished|well furnished|tastefully furnished", Says::Furnished(Furnished::Furnished)),
    ("semi furnished|partly furnished|part furnished|partially furnished", Says::Furnished(Furnished::Partly)),
    ("unfurnished|not furnished|un furnished|non furnished", Says::Furnished(Furnished::Unfurnished)),
    ("serviced|fully serviced", Serviced),
    (
        "semi serviced|partly serviced|partially serviced|not serviced|non serviced|unserviced|serviced plot|serviced plots|\
         serviced land|newly serviced|just serviced|recently serviced",
        Nothing,
    ),
    ("newly built|new build|newly completed|newly finished|just completed|brand new and", NewBuild),
    ("price on request|price on application", OnRequest),
    ("band a|band a light|band a power|band a electricity", Amenity("power-band-a")),
    ("band b", Amenity("power-band-b")),
    ("band c", Amenity("power-band-c")),
    ("generator|standby generator|gen set|soundproof generator|sound proof generator", Amenity("generator")),
    ("inverter|inverters|inverter system", Amenity("inverter")),
    ("solar|solar power|solar panels|solar system|solar inverter", Amenity("solar-power")),
    ("prepaid meter|pre paid meter|prepaid meters|prepaid electricity meter", Amenity("prepaid-meter")),
    ("dedicated transformer|private transformer", Amenity("dedicated-transformer")),
    ("borehole|bore hole|borehole water", Amenity("borehole")),
    ("treated water|water treatment|water treatment plant", Amenity("treated-water")),
    ("water tank|overhead tank|overhead water tank", Amenity("water-tank")),
    ("gated|gated estate|gated compound|gated community", Amenity("gated")),
    ("cctv|cctv cameras|cctv camera", Amenity("cctv")),
    ("electric fence|electric fencing|electrified fence|electric wire fence", Amenity("electric-fence")),
    ("access control|controlled access", Amenity("access-control")),
    ("intercom|video intercom|intercom system", Amenity("intercom")),
    ("security doors|security door", Amenity("security-doors")),
    (
        "air conditioning|air conditioner|air conditioners|air conditioned|acs|a / c|split acs|air condition",
        Amenity("air-conditioning"),
    ),
    ("fitted kitchen|fully fitted kitchen", Amenity("fitted-kitchen")),
    (
        "all rooms en suite|all rooms ensuite|all room ensuite|all ensuite|all en suite|rooms all ensuite|\
         all rooms are ensuite|all bedrooms ensuite|all bedrooms en suite|rooms are all ensuite",
        Amenity("en-suite"),
    ),
    ("wardrobes|fitted wardrobes|wardrobe|inbuilt wardrobes", Amenity("wardrobes")),
    ("walk in closet|walk in closets|walkin closet", Amenity("walk-in-closet")),
    ("water heater|water heaters|heaters", Amenity("water-heater")),
    ("smart home|smart home system|smart home automation", Amenity("smart-home")),
    ("fibre internet|fiber internet|fibre optic|fiber optic|fibre optic internet", Amenity("fibre-internet")),
    ("lift|elevator|lifts|elevators", Amenity("lift")),
    ("swimming pool|pool|private pool", Amenity("pool")),
    ("private garden|lush garden|beautiful garden", Amenity("garden")),
    ("balcony|balconies|private balcony", Amenity("balcony")),
    ("roof terrace|rooftop terrace|roof top terrace|rooftop", Amenity("roof-terrace")),
    ("covered parking|carport|car port", Amenity("covered-parking")),
    ("waterfront|water front", Amenity("waterfront")),
    (
        "pool table|swimming pool table|car pool|gym nearby|playground nearby|face lift|flat screen|flat tv|flat roof|flat rate|\
         furnished kitchen|fully furnished kitchen|generator house|generator space|gen house|serviced generator",
        Nothing,
    ),
    ("solar street lights|solar street light|solar streetlights|solar powered street lights", Amenity("street-lights")),
    ("gym|gymnasium|equipped gym|fully equipped gym", Amenity("gym")),
    (
        "playground|children playground|childrens playground|kids playground|children play area|kids play area",
        Amenity("playground"),
    ),
    ("tennis court|basketball court|lawn tennis court|tennis courts", Amenity("sports-court")),
    ("clubhouse|club house", Amenity("clubhouse")),
    ("paved roads|paved road", Amenity("paved-roads")),
    ("street lights|street light|streetlights|streetlight", Amenity("street-lights")),
    ("security guards|security guard", Amenity("security-guards")),
    ("facility manager|facility managers", Amenity("facility-manager")),
    ("cleaners", Amenity("cleaners")),
    ("concierge", Amenity("concierge")),
];

/// Words after which a phrase says that something is not there, not yet, or elsewhere.
const UNSAYS: &[&str] = &[
    "no",
    "not",
    "without",
    "near",
    "opposite",
    "beside",
    "behind",
    "for",
    "proposed",
    "excluding",
    "minus",
    "lacks",
    "than",
    "to",
    "from",
    "non",
    "never",
    "needs",
    "nearby",
    "planned",
    "upcoming",
    "future",
];

/// What a paper is not yet, when one of these follows.
const IN_PROCESS: &[&str] = &[
    "in view",
    "in process",
    "in progress",
    "processing",
    "in processing",
    "pending",
    "ongoing",
    "applied",
    "can be",
    "under processing",
    "available on request",
    "not ready",
    "not yet",
    "coming",
    "soon",
    "awaiting",
    "nearby",
    "close by",
];

struct Phrase {
    words: String,
    /// How many of them say it.
    own: usize,
    says: Says,
}

static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let phrases = TABLE.iter().flat_map(|(all, says)| all.split('|').map(move |one| (one, *says)));
    let mut phrases: Vec<Phrase> = phrases
        .map(|(phrase, says)| {
            let own = phrase.split(" > ").next().map_or(0, |own| own.split(' ').count());
            Phrase { words: phrase.replace(" > ", " "), own, says }
        })
        .collect();
    phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.split(' ').count()));
    phrases
});

pub(super) fn read(words: &Words, found: &mut Findings) {
    let is_block = words.say(&["block of", "blocks of"]);
    let mut index = 0;
    let mut land = vec![];
    while index < words.len() {
        let spoken = PHRASES.iter().find(|phrase| words.phrase(index, &phrase.words).is_some());
        let Some(Phrase { own: length, says, .. }) = spoken else {
            brand_new(words, index, found);
            index += 1;
            continue;
        };
        let at = index..index + length;
        index += length;
        match *says {
            Says::Purpose(purpose) if !words.back(at.start, 1).any(|word| ["not", "no"].contains(&word)) => {
                found.add(Said::Purpose(purpose), at);
            }
            Kind(PropertyType::Land) => land.push(at),
            Kind(kind)
                if !["with", "plus", "and", "+", "near"].contains(&words.before(at.start, 1)) || kind.is_home() =>
            {
                found.add(Said::PropertyType(kind), at);
            }
            Paper(paper) if is_unsaid(words, at.start) || words.any(at.end, IN_PROCESS).is_some() => {
                let _ = paper;
                found.unclear("titleDocument");
            }
            Paper(paper) => found.add(Said::TitleDocument(paper), at),
            Says::Furnished(furnished) => found.add(Said::Furnished(furnished), at),
            Serviced if !is_unsaid(words, at.start) => found.add(Said::Serviced, at),
            NewBuild if !is_unsaid(words, at.start) => found.add(Said::NewBuild, at),
            OnRequest => found.add(Said::PriceOnRequest, at),
            Amenity(id) if !is_unsaid(words, at.start) => {
                if let Ok(id) = id.parse::<AmenityId>() {
                    found.add(Said::Amenity(id), at);
                }
            }
            _ => {}
        }
    }
    // Buildings stand on land: a plot is what is offered where no building is.
    if !found.fields.contains_key("propertyType") {
        for at in land {
            found.add(Said::PropertyType(PropertyType::Land), at);
        }
    }
    if is_block {
        found.unclear("propertyType");
        found.unclear("rooms.bedrooms");
    }
    if words.say(&["for sale or rent", "for rent or sale", "for sale / rent", "for rent / sale", "for sale and rent"]) {
        found.unclear("purpose");
    }
}

/// Whether somebody looks for a place, and offers none.
pub(super) fn is_wanted(words: &Words) -> bool {
    words.say(&[
        "wanted",
        "looking for",
        "in need of",
        "client needs",
        "urgently needed",
        "needed urgently",
        "client budget",
    ])
}

/// "Brand new" of the place itself, not of its pump.
fn brand_new(words: &Words, index: usize, found: &mut Findings) {
    const OF_IT: &[&str] = &[
        "luxury",
        "luxurious",
        "fully",
        "detached",
        "semi",
        "terrace",
        "terraced",
        "duplex",
        "flat",
        "apartment",
        "house",
        "home",
        "property",
        "building",
        "bungalow",
        "exquisite",
        "spacious",
        "contemporary",
    ];
    if words.phrase(index, "brand new").is_some()
        && (OF_IT.contains(&words.at(index + 2)) || words.is_number(index + 2) && !words.is_parted(index + 2))
    {
        found.add(Said::NewBuild, index..index + 2);
    }
}

/// Whether the word before takes back what follows.
fn is_unsaid(words: &Words, index: usize) -> bool {
    let before = words.back(index, 1).next().unwrap_or_default();
    UNSAYS.contains(&before)
}
