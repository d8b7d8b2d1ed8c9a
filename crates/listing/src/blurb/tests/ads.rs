//! Advertisements as agents write them, made up for these tests.

/// An advertisement and everything that it says of a listing and that has a field, in short.
pub(super) struct Ad {
    pub text: &'static str,
    pub says: &'static [&'static str],
}

const fn ad(text: &'static str, says: &'static [&'static str]) -> Ad {
    Ad { text, says }
}

/// `says` is what a careful person reads in it, whether it is read here or not.
pub(super) const ADS: &[Ad] = &[
    ad(
        "4 bed duplex Lekki phase 1, 85m, C of O, serviced, BQ",
        &[
            "bedrooms 4",
            "propertyType duplex",
            "location Lekki Phase 1",
            "amountMinor 85000000 NGN",
            "titleDocument cOfO",
            "serviced true",
            "boysQuarters 1",
        ],
    ),
    ad(
        "FOR SALE!! 5bedroom fully detached duplex with BQ @ Ikoyi, Lagos. Price: ₦450,000,000 asking. Title: Governor's Consent. \
         24hrs light, swimming pool, gym",
        &[
            "purpose sale",
            "bedrooms 5",
            "propertyType detached",
            "boysQuarters 1",
            "location Ikoyi",
            "amountMinor 450000000 NGN",
            "titleDocument governorsConsent",
            "amenities pool",
            "amenities gym",
        ],
    ),
    ad(
        "To let: 2 bedroom flat, Yaba, 1.8m per annum, agency 10%, legal 10%, caution 200k",
        &[
            "purpose rent",
            "bedrooms 2",
            "propertyType flat",
            "location Yaba",
            "amountMinor 1800000 NGN",
            "period year",
            "agencyPercent 1000",
            "legalPercent 1000",
            "cautionDeposit 200000 NGN",
        ],
    ),
    ad(
        "Shortlet 3 bed apartment VI 150k per night",
        &[
            "purpose shortLet",
            "bedrooms 3",
            "propertyType flat",
            "location Victoria Island",
            "amountMinor 150000 NGN",
            "period night",
        ],
    ),
    ad(
        "Half plot of land (300sqm) Ibeju-Lekki 12m with survey",
        &["propertyType land", "landSize 300", "location Ibeju-Lekki", "amountMinor 12000000 NGN"],
    ),
    ad(
        "*NEWLY BUILT 4 BEDROOM TERRACE DUPLEX*\nLocation: Ikate Elegushi, Lekki\nPrice: N120m\nTitle: C of O\n*Features*\n✅ Fitted \
         kitchen\n✅ CCTV\n✅ Swimming pool",
        &[
            "newBuild true",
            "bedrooms 4",
            "propertyType terrace",
            "location Ikate Elegushi",
            "amountMinor 120000000 NGN",
            "titleDocument cOfO",
            "amenities fitted-kitchen",
            "amenities cctv",
            "amenities pool",
        ],
    ),
    ad(
        "For rent: 3 bedroom flat with 1 room BQ, Old Ikoyi. Rent ₦12,000,000 per annum. Service charge 3.5m per annum.",
        &[
            "purpose rent",
            "bedrooms 3",
            "propertyType flat",
            "boysQuarters 1",
            "location Old Ikoyi",
            "amountMinor 12000000 NGN",
            "period year",
            "serviceCharge 3500000 NGN",
            "serviceChargeFrequency year",
        ],
    ),
    ad(
        "5 bedroom semi-detached duplex, 6 toilets, 5 bathrooms, parking for 4 cars. Magodo Phase 2. Asking 180 million naira",
        &[
            "bedrooms 5",
            "propertyType semiDetached",
            "toilets 6",
            "bathrooms 5",
            "parking 4",
            "location Magodo Phase 2",
            "amountMinor 180000000 NGN",
        ],
    ),
    ad(
        "Land for sale at Ajah, 648sqm, Governor's consent, 95m asking",
        &[
            "propertyType land",
            "purpose sale",
            "location Ajah",
            "landSize 648",
            "titleDocument governorsConsent",
            "amountMinor 95000000 NGN",
        ],
    ),
    ad(
        "Office space to let, 250sqm, Victoria Island. $250 per sqm",
        &["propertyType office", "purpose rent", "livingArea 250", "location Victoria Island"],
    ),
    ad(
        "Fully furnished 1 bed apartment in Oniru. $25,000 per annum. Pool, gym, 24hrs power",
        &[
            "furnished furnished",
            "bedrooms 1",
            "propertyType flat",
            "location Oniru",
            "amountMinor 25000 USD",
            "period year",
            "amenities pool",
            "amenities gym",
        ],
    ),
    ad(
        "Luxury 3 bedroom penthouse @ Banana Island for sale, $1.5m, C/O",
        &[
            "bedrooms 3",
            "propertyType penthouse",
            "location Banana Island",
            "purpose sale",
            "amountMinor 1500000 USD",
            "titleDocument cOfO",
        ],
    ),
    ad(
        "Distress sale! 4 bedroom bungalow on 600sqm of land, Surulere, Lagos. 70m",
        &[
            "purpose sale",
            "bedrooms 4",
            "propertyType bungalow",
            "landSize 600",
            "location Surulere",
            "amountMinor 70000000 NGN",
        ],
    ),
    ad(
        "Mini flat at Gbagada, 900k per annum. 2 years upfront. Agency: 10%, Legal: 5%",
        &[
            "propertyType flat",
            "location Gbagada",
            "amountMinor 900000 NGN",
            "period year",
            "advanceMonths 24",
            "agencyPercent 1000",
            "legalPercent 500",
        ],
    ),
    ad("3 & 4 bedroom terraces for sale, Chevron, from 75m", &["purpose sale", "location Chevron"]),
    ad("2/3 bedroom flats available in Ikeja GRA. 5m - 7m", &["location Ikeja GRA"]),
    ad(
        "Block of 6 flats for sale in Ogudu GRA, 150m",
        &["purpose sale", "location Ogudu GRA", "amountMinor 150000000 NGN"],
    ),
    ad("Wanted: 3 bedroom flat to rent in Yaba, budget 2m", &[]),
    ad("Looking for a 2 bed in Lekki Phase 1 for 5m", &[]),
    ad(
        "Serviced plots for sale in Epe, 600sqm, 4m per plot. Title: Gazette",
        &["purpose sale", "location Epe", "titleDocument excisionGazette"],
    ),
    ad(
        "Four bedroom detached house, Asokoro, Abuja. ₦850m. R of O",
        &["bedrooms 4", "propertyType detached", "location Asokoro", "amountMinor 850000000 NGN", "titleDocument rOfO"],
    ),
    ad(
        "Newly completed 5 bedroom fully detached duplex + BQ in Guzape. 650m. Solar, inverter, CCTV, electric fence.",
        &[
            "newBuild true",
            "bedrooms 5",
            "propertyType detached",
            "boysQuarters 1",
            "location Guzape",
            "amountMinor 650000000 NGN",
            "amenities solar-power",
            "amenities inverter",
            "amenities cctv",
            "amenities electric-fence",
        ],
    ),
    ad(
        "SHOP TO LET at Allen Avenue Ikeja. 45sqm. 3.5m p.a.",
        &[
            "propertyType shop",
            "purpose rent",
            "location Allen Avenue",
            "livingArea 45",
            "amountMinor 3500000 NGN",
            "period year",
        ],
    ),
    ad(
        "Warehouse for rent in Apapa, 2,000 sqm, ₦60,000,000 per year",
        &["propertyType warehouse", "purpose rent", "location Apapa", "amountMinor 60000000 NGN", "period year"],
    ),
    ad(
        "Unfurnished 2 bedroom flat to let, Wuse 2. 4m yearly. Caution deposit: 500k. Service charge: 600k yearly",
        &[
            "furnished unfurnished",
            "bedrooms 2",
            "propertyType flat",
            "purpose rent",
            "location Wuse 2",
            "amountMinor 4000000 NGN",
            "period year",
            "cautionDeposit 500000 NGN",
            "serviceCharge 600000 NGN",
            "serviceChargeFrequency year",
        ],
    ),
    ad(
        "4 bedroom maisonette, Parkview Estate Ikoyi. Rent: N25m. Total package: N32m",
        &["bedrooms 4", "propertyType maisonette", "location Parkview Estate", "amountMinor 25000000 NGN"],
    ),
    ad(
        "Call 08031234567 for 3 bedroom bungalow Ikorodu, C of O in view, 35m",
        &["bedrooms 3", "propertyType bungalow", "location Ikorodu", "amountMinor 35000000 NGN"],
    ),
    ad(
        "Sweet 2 bedroom flat off Ikorodu road, Maryland. All rooms ensuite. Prepaid meter. 2.2m/annum",
        &[
            "bedrooms 2",
            "propertyType flat",
            "location Maryland",
            "amenities en-suite",
            "amenities prepaid-meter",
            "amountMinor 2200000 NGN",
            "period year",
        ],
    ),
    ad(
        "5 mins from Lekki Phase 1: 4 bedroom terrace duplex in Osapa London, 110m. No pool.",
        &["bedrooms 4", "propertyType terrace", "location Osapa London", "amountMinor 110000000 NGN"],
    ),
    ad(
        "6 bedroom mansion with 2 rooms BQ, 1,200sqm land, Maitama. $3,500,000. Deed of Assignment",
        &[
            "bedrooms 6",
            "propertyType mansion",
            "boysQuarters 2",
            "landSize 1200",
            "location Maitama",
            "amountMinor 3500000 USD",
            "titleDocument deedOfAssignment",
        ],
    ),
    ad(
        "Studio apartment shortlet, Ikate Elegushi, ₦65,000/night, fast WiFi, gym",
        &[
            "propertyType flat",
            "purpose shortLet",
            "location Ikate Elegushi",
            "amountMinor 65000 NGN",
            "period night",
            "amenities gym",
        ],
    ),
    ad(
        "2 plots of land, Sangotedo. 50m each. Registered survey & deed of assignment",
        &["propertyType land", "location Sangotedo"],
    ),
    ad(
        "Semi furnished 3 bed flat, Jabi, 6m per annum negotiable. Lift, generator, borehole",
        &[
            "furnished partly",
            "bedrooms 3",
            "propertyType flat",
            "location Jabi",
            "amountMinor 6000000 NGN",
            "period year",
            "amenities lift",
            "amenities generator",
            "amenities borehole",
        ],
    ),
    ad(
        "Price slashed! Was 95m now 80m. 4 bed semi detached, Agungi",
        &["amountMinor 80000000 NGN", "bedrooms 4", "propertyType semiDetached", "location Agungi"],
    ),
    ad("3 bedroom flat on a plot 50m by 30m, Ajah", &["bedrooms 3", "propertyType flat", "location Ajah"]),
    ad(
        "Terrace house in Life Camp, 3 beds, 3 baths, 4 toilets, ₦130,000,000. Band A. Gated estate with street lights",
        &[
            "propertyType terrace",
            "location Life Camp",
            "bedrooms 3",
            "bathrooms 3",
            "toilets 4",
            "amountMinor 130000000 NGN",
            "amenities power-band-a",
            "amenities gated",
            "amenities street-lights",
        ],
    ),
    ad(
        "Room self contain, Akoka, 450k per annum, no agency",
        &["location Akoka", "amountMinor 450000 NGN", "period year"],
    ),
    ad(
        "For sale or rent: 5 bedroom duplex, Dolphin Estate. Sale 400m, rent 25m p.a",
        &["bedrooms 5", "propertyType duplex", "location Dolphin Estate"],
    ),
    ad(
        "Price on request. Waterfront mansion, Osborne Foreshore, boys' quarters, elevator, smart home",
        &[
            "onRequest true",
            "amenities waterfront",
            "propertyType mansion",
            "location Osborne Foreshore",
            "boysQuarters 1",
            "amenities lift",
            "amenities smart-home",
        ],
    ),
    ad(
        "3 bedroom flat; Bode Thomas, Surulere. Rent 3.5m, Agreement 350k, Agency 350k, Caution 300k",
        &[
            "bedrooms 3",
            "propertyType flat",
            "location Bode Thomas",
            "amountMinor 3500000 NGN",
            "cautionDeposit 300000 NGN",
        ],
    ),
    ad(
        "Detached bungalow for sale at Egbeda. 3 bedrooms, receipt only. Asking price 28,500,000",
        &[
            "propertyType bungalow",
            "purpose sale",
            "location Egbeda",
            "bedrooms 3",
            "titleDocument receipt",
            "amountMinor 28500000 NGN",
        ],
    ),
    ad("Good morning. Please is the meeting still on for 4pm? I will bring 2 copies.", &[]),
    ad(
        "2 bedroom flat for rent Kubwa, N1,200,000 a year, 10% agency, 10% legal, water heater, wardrobes",
        &[
            "bedrooms 2",
            "propertyType flat",
            "purpose rent",
            "location Kubwa",
            "amountMinor 1200000 NGN",
            "period year",
            "agencyPercent 1000",
            "legalPercent 1000",
            "amenities water-heater",
            "amenities wardrobes",
        ],
    ),
    ad(
        "4 bedroom house with roof terrace and balcony near Ikoyi club, Victoria Island, £450,000",
        &[
            "bedrooms 4",
            "amenities roof-terrace",
            "amenities balcony",
            "location Victoria Island",
            "amountMinor 450000 GBP",
        ],
    ),
    ad(
        "House close to shops and office of the governor, 3 beds, Alausa, 40m",
        &["bedrooms 3", "location Alausa", "amountMinor 40000000 NGN"],
    ),
];

/// Written after the reader and not for it. Of a hundred things that it read in them at first, two were wrong (see
/// [`read_blurb`](super::super::read_blurb)); those are mended. A `?` marks what may be read, and
/// may be left out.
pub(super) const LATER: &[Ad] = &[
    ad(
        "Tastefully finished 4 bedroom semi detached duplex with a room bq for sale at Orchid Road by Chevron. Price: 105m net. \
         Title: Governors consent. 0803 123 4567",
        &[
            "bedrooms 4",
            "propertyType semiDetached",
            "boysQuarters 1",
            "purpose sale",
            "location Orchid Road",
            "amountMinor 105000000 NGN",
            "titleDocument governorsConsent",
        ],
    ),
    ad(
        "HOT DEAL 🔥🔥 Plot of land at Eleko junction, Ibeju Lekki. 500sqm @ 15m. Excision. Buy and build.",
        &[
            "propertyType land",
            "location Eleko",
            "landSize 500",
            "amountMinor 15000000 NGN",
            "titleDocument excisionGazette",
        ],
    ),
    ad(
        "Newly built 2 bedroom flat for rent in a serviced estate at Agungi, Lekki. Rent: 3.5m. Agency/legal: 20%. Caution: 500k. \
         Service charge: 1m",
        &[
            "newBuild true",
            "bedrooms 2",
            "propertyType flat",
            "purpose rent",
            "?serviced true",
            "location Agungi",
            "amountMinor 3500000 NGN",
            "cautionDeposit 500000 NGN",
            "serviceCharge 1000000 NGN",
        ],
    ),
    ad(
        "Self contained apartment to let, Abule Oja, Yaba. 600k yearly, 2 years rent. Agreement and commission 150k",
        &[
            "propertyType flat",
            "purpose rent",
            "?location Abule Oja",
            "?location Lagos Mainland",
            "amountMinor 600000 NGN",
            "period year",
            "advanceMonths 24",
        ],
    ),
    ad("Commercial property on Awolowo Road, Ikoyi for lease. 3 floors, 600sqm each. $200/sqm", &["location Ikoyi"]),
    ad(
        "JV land 5,000sqm at Banana Island available. Title C of O",
        &["propertyType land", "landSize 5000", "location Banana Island", "titleDocument cOfO"],
    ),
    ad(
        "Fully serviced 3bed apartment + maid's room, Eko Atlantic. Rent $60k per annum. Service charge $10k. Amenities: pool, gym, \
         tennis court, 24/7 power, lifts",
        &[
            "serviced true",
            "bedrooms 3",
            "propertyType flat",
            "location Eko Atlantic",
            "amountMinor 60000 USD",
            "period year",
            "serviceCharge 10000 USD",
            "amenities pool",
            "amenities gym",
            "amenities sports-court",
            "amenities lift",
        ],
    ),
    ad(
        "Uncompleted 5 bedroom duplex on a full plot at Omole phase 2. Asking: 90m. Survey & receipt",
        &["bedrooms 5", "propertyType duplex", "location Omole Phase 2", "amountMinor 90000000 NGN"],
    ),
    ad(
        "2bedroom flat upstairs, tiled, with prepaid meter at Ojodu Berger. 1.3m, total 1.9m",
        &["bedrooms 2", "propertyType flat", "amenities prepaid-meter", "location Ojodu", "amountMinor 1300000 NGN"],
    ),
    ad(
        "Short let! Short let!! 2 bedroom service apartment in Lekki phase 1. N120,000 daily. Caution fee 50k",
        &["purpose shortLet", "bedrooms 2", "propertyType flat", "location Lekki Phase 1", "cautionDeposit 50000 NGN"],
    ),
    ad(
        "Hotel for sale in GRA Ikeja: 45 rooms, pool, gym, 1.8bn",
        &["purpose sale", "location Ikeja GRA", "amenities pool", "amenities gym", "amountMinor 1800000000 NGN"],
    ),
    ad(
        "3 bedroom bungalow with 2 shops in front, for sale at Ipaja Ayobo road. 25m asking. Deed",
        &["bedrooms 3", "propertyType bungalow", "purpose sale", "?location Ipaja", "amountMinor 25000000 NGN"],
    ),
    ad(
        "Executive mini flat in Magodo GRA Phase 1, 1.5m p.a., 1 year only, agency 10% legal 10% caution 10%",
        &["propertyType flat", "amountMinor 1500000 NGN", "period year", "agencyPercent 1000", "legalPercent 1000"],
    ),
    ad(
        "4 units of 4 bedroom terrace duplex at Ikota, 95m each (initial deposit 40%)",
        &["bedrooms 4", "propertyType terrace", "location Ikota"],
    ),
    ad(
        "For Sale: 1 acre of land, Lakowe Golf estate axis. N250m. Suitable for school or estate",
        &["purpose sale", "propertyType land", "location Lakowe", "amountMinor 250000000 NGN"],
    ),
    ad(
        "Owner's 6bed house (3 floors) at Asokoro extension, comes with cinema, pool, 2 room guest chalet, 10KVA solar, 7 car parking. \
         USD 2.5 million",
        &[
            "bedrooms 6",
            "location Asokoro",
            "amenities pool",
            "amenities solar-power",
            "parking 7",
            "amountMinor 2500000 USD",
        ],
    ),
    ad(
        "Beautiful 5bdrm duplex all ensuite, Trans Amadi, Port Harcourt. ₦180M. C of O.",
        &[
            "bedrooms 5",
            "propertyType duplex",
            "amenities en-suite",
            "?location Port Harcourt",
            "?location Trans Amadi",
            "amountMinor 180000000 NGN",
            "titleDocument cOfO",
        ],
    ),
    ad(
        "Facing the express: 900sqm commercial land for sale along Lekki-Epe expressway, Ajah, directly opposite Shoprite. 350m. Gov \
         consent",
        &[
            "landSize 900",
            "propertyType land",
            "purpose sale",
            "location Ajah",
            "amountMinor 350000000 NGN",
            "titleDocument governorsConsent",
        ],
    ),
    ad(
        "10 bedroom hostel near Unilag, Akoka, N85m. 8 toilets and baths",
        &["bedrooms 10", "location Akoka", "amountMinor 85000000 NGN", "toilets 8"],
    ),
    ad(
        "Client says the 2 bed at Yaba is 300k cheaper than the 3 bed at Ikeja. Pls confirm the pool is 2m deep and rent is paid 1st of \
         May",
        &["amenities pool"],
    ),
];
