//! The Android project as it is committed: each setting that somebody's data, network or patience hangs on.
//!
//! What these settings bring about on a device is listed in `docs/ANDROID.md`; here stands only that they are set.

use std::fs;
use std::path::{Path, PathBuf};

const APP: &str = "gen/android/app/src/main";
const PLUGIN: &str = "crates/android/android/src/main";

#[test]
fn android_copies_nothing_of_the_app_elsewhere() {
    let application = element(&manifest(), "application");
    assert_eq!(attribute(&application, "allowBackup"), "false");
    assert_eq!(attribute(&application, "fullBackupContent"), "false");
    assert_eq!(attribute(&application, "dataExtractionRules"), "@xml/data_extraction_rules");
    let rules = read(&format!("{APP}/res/xml/data_extraction_rules.xml"));
    for way in ["cloud-backup", "device-transfer"] {
        let inside = between(&rules, &format!("<{way}>"), &format!("</{way}>"));
        for domain in ["root", "file", "database", "sharedpref", "external"] {
            assert!(inside.contains(&format!(r#"<exclude domain="{domain}" />"#)), "{way} copies {domain}");
        }
    }
}

#[test]
fn a_release_sends_nothing_in_the_clear() {
    let application = element(&manifest(), "application");
    assert_eq!(attribute(&application, "networkSecurityConfig"), "@xml/network_security_config");
    assert_eq!(attribute(&application, "usesCleartextTraffic"), "${usesCleartextTraffic}");
    let gradle = read("gen/android/app/build.gradle.kts");
    let by_default = between(&gradle, "defaultConfig {", "\n    }");
    assert!(by_default.contains(r#"manifestPlaceholders["usesCleartextTraffic"] = "false""#), "{by_default}");
    let release = between(&gradle, r#"getByName("release") {"#, "\n        }");
    assert!(!release.contains("usesCleartextTraffic"), "{release}");
    let config = read(&format!("{APP}/res/xml/network_security_config.xml"));
    assert!(config.contains(r#"<base-config cleartextTrafficPermitted="false" />"#), "{config}");
    assert!(!config.contains("=\"true\""), "{config}");
}

#[test]
fn it_is_built_for_tablets_and_for_emulators() {
    let rust = read("gen/android/buildSrc/src/main/java/com/lagoon/listings/kotlin/RustPlugin.kt");
    for list in [r#"listOf("arm64-v8a", "x86_64")"#, r#"listOf("arm64", "x86_64")"#, r#"listOf("aarch64", "x86_64")"#] {
        assert!(rust.contains(list), "{list}");
    }
    assert!(!rust.contains("armv7"));
    let build = read("gen/android/buildSrc/src/main/java/com/lagoon/listings/kotlin/BuildTask.kt");
    assert!(build.contains(r#""""cargo""""#), "Gradle starts the CLI that is installed with cargo");
}

#[test]
fn it_has_the_name_and_the_number_of_the_app() {
    let gradle = read("gen/android/app/build.gradle.kts");
    let configuration = read("tauri.conf.json");
    let identifier = between(&configuration, r#""identifier": ""#, "\"");
    assert!(gradle.contains(&format!("applicationId = \"{identifier}\"")));
    assert!(gradle.contains(&format!("namespace = \"{identifier}\"")));
    let version = between(&read("Cargo.toml"), "[workspace.package]\nversion = \"", "\"");
    assert!(gradle.contains(&format!(r#""tauri.android.versionName", "{version}""#)), "{version}");
    assert!(gradle.contains("minSdk = 24"), "the plugin's network events are of that version");
    assert!(read("crates/android/android/build.gradle.kts").contains("minSdk = 24"));
}

#[test]
fn an_old_webview_is_noticed_before_the_page_is_opened() {
    let start = activity(".StartActivity");
    assert!(start.contains("android.intent.category.LAUNCHER"), "{start}");
    assert!(!activity(".MainActivity").contains("LAUNCHER"), "the page is opened by it alone");
    let version = read(&format!("{APP}/java/com/lagoon/listings/WebViewVersion.kt"));
    assert!(version.contains("const val MINIMUM = 114"));
    let code = read(&format!("{APP}/java/com/lagoon/listings/StartActivity.kt"));
    assert!(code.contains("if (webView.canShowThePage)") && code.contains("openStore()"));
    for text in ["old_webview_title", "old_webview_text", "old_webview_update"] {
        assert!(read(&format!("{APP}/res/values/strings.xml")).contains(&format!(r#"name="{text}""#)), "{text}");
    }
}

#[test]
fn turning_the_device_and_its_keyboard_leave_the_page_as_it_is() {
    let main = activity(".MainActivity");
    let changes = attribute(&main, "configChanges");
    let changes: Vec<&str> = changes.split('|').collect();
    for change in [
        "orientation",
        "screenSize",
        "smallestScreenSize",
        "screenLayout",
        "keyboard",
        "keyboardHidden",
        "uiMode",
        "density",
        "fontScale",
        "locale",
        "layoutDirection",
        "navigation",
        "touchscreen",
    ] {
        assert!(changes.contains(&change), "{change} makes the page anew");
    }
    assert_eq!(attribute(&main, "launchMode"), "singleTask", "one window, and so one page");
}

#[test]
fn the_page_lies_neither_under_bars_nor_under_the_keyboard() {
    assert_eq!(attribute(&activity(".MainActivity"), "windowSoftInputMode"), "adjustResize");
    let code = read(&format!("{APP}/java/com/lagoon/listings/MainActivity.kt"));
    assert!(code.contains("enableEdgeToEdge()"));
    for cover in ["systemBars()", "displayCutout()", "ime()"] {
        assert!(code.contains(&format!("WindowInsetsCompat.Type.{cover}")), "{cover}");
    }
}

#[test]
fn back_is_the_page_s_and_the_app_is_left_only_behind_the_others() {
    let plugin = read(&format!("{PLUGIN}/java/com/lagoon/android/DevicePlugin.kt"));
    assert!(plugin.contains(r#"override fun handleOnBackPressed() = say("back")"#));
    assert!(plugin.contains("moveTaskToBack(true)") && !plugin.contains("finish("), "leaving ends nothing");
    assert!(read("src-tauri/src/android.rs").contains(r#"emit("back", ())"#));
}

#[test]
fn coming_back_to_the_app_syncs() {
    let plugin = read(&format!("{PLUGIN}/java/com/lagoon/android/DevicePlugin.kt"));
    assert!(plugin.contains(r#"override fun onResume(activity: AppCompatActivity) = say("resumed")"#));
    assert!(read("src-tauri/src/android.rs").contains("News::Resumed => told.report_connectivity(true)"));
}

#[test]
fn what_is_unsent_goes_out_by_android_s_scheduler_when_there_is_a_network() {
    let manifest = read(&format!("{PLUGIN}/AndroidManifest.xml"));
    let service = element(&manifest, "service");
    assert_eq!(attribute(&service, "name"), "com.lagoon.android.SendJob");
    assert_eq!(attribute(&service, "permission"), "android.permission.BIND_JOB_SERVICE");
    assert_eq!(attribute(&service, "exported"), "false");
    assert!(manifest.contains("android.permission.RECEIVE_BOOT_COMPLETED"), "a persisted job needs it");
    let job = read(&format!("{PLUGIN}/java/com/lagoon/android/SendJob.kt"));
    for setting in ["NETWORK_TYPE_ANY", "setPersisted(true)", "BACKOFF_POLICY_EXPONENTIAL"] {
        assert!(job.contains(setting), "{setting}");
    }
    let rust = read("crates/android/src/background.rs");
    for name in ["prepare", "send", "stop"] {
        assert!(job.contains(&format!("external fun {name}(")), "Java does not know {name}");
        assert!(rust.contains(&format!("Java_com_lagoon_android_SendJob_{name}(")), "Rust does not have {name}");
    }
    assert!(
        job.contains(r#"System.loadLibrary("lagoon_app")"#) && read("Cargo.toml").contains(r#"name = "lagoon_app""#)
    );
    assert!(read("crates/android/android/consumer-rules.pro").contains("com.lagoon.android.SendJob"));
}

#[test]
fn it_is_scheduled_only_while_something_is_unsent() {
    let shell = read("src-tauri/src/android.rs");
    assert!(shell.contains("(status.waiting > 0) != unsent") && shell.contains("device.send_later(unsent)"));
    let plugin = read(&format!("{PLUGIN}/java/com/lagoon/android/DevicePlugin.kt"));
    assert!(plugin.contains("SendJob.schedule(") && plugin.contains("SendJob.cancel("));
}

#[test]
fn the_network_is_heard_of_by_a_call_back() {
    assert!(read(&format!("{PLUGIN}/AndroidManifest.xml")).contains("android.permission.ACCESS_NETWORK_STATE"));
    let network = read(&format!("{PLUGIN}/java/com/lagoon/android/Network.kt"));
    for part in ["registerDefaultNetworkCallback", "NET_CAPABILITY_NOT_METERED", "NET_CAPABILITY_VALIDATED"] {
        assert!(network.contains(part), "{part}");
    }
    let rust = read("crates/android/src/lib.rs");
    for word in ["up", "down", "metered", "notMetered", "back", "resumed"] {
        let variant = format!("Said::{}{} =>", word[..1].to_uppercase(), &word[1..]);
        assert!(rust.contains(&variant), "Rust does not understand {word}");
    }
}

#[test]
fn the_sign_in_lies_in_android_s_key_store() {
    let client = read("crates/client/Cargo.toml");
    let android = between(&client, r#"[target.'cfg(target_os = "android")'.dependencies]"#, "\n[");
    assert!(android.contains("android-native-keyring-store"), "{android}");
    assert!(read("crates/client/src/secrets.rs").contains("android_native_keyring_store::Store::new()"));
}

#[test]
fn the_page_has_no_way_to_the_plugin() {
    assert!(!read("src-tauri/capabilities/main.json").contains("lagoon-android:"));
    assert!(read("crates/android/build.rs").contains("Builder::new(&[])"));
}

fn manifest() -> String {
    read(&format!("{APP}/AndroidManifest.xml"))
}

/// An activity of the manifest with all that it holds.
fn activity(name: &str) -> String {
    let manifest = manifest();
    let activities = manifest.split("<activity").skip(1).map(|rest| {
        let own = rest.find("/>").filter(|end| rest.find('>').is_some_and(|tag| tag == end + 1));
        own.map_or_else(|| between(rest, "", "</activity>"), |end| rest[..end].to_owned())
    });
    let named = |activity: &String| attribute(activity, "name") == name;
    activities.into_iter().find(named).unwrap_or_else(|| panic!("no activity {name}"))
}

/// The opening tag of the only element of this name.
fn element(xml: &str, name: &str) -> String {
    assert_eq!(xml.matches(&format!("<{name}\n")).count(), 1, "one <{name}>");
    between(xml, &format!("<{name}\n"), ">")
}

fn attribute(tag: &str, name: &str) -> String {
    between(tag, &format!("android:{name}=\""), "\"")
}

fn between(text: &str, from: &str, to: &str) -> String {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("{from:?} is not in {text}"));
    rest.split_once(to).unwrap_or_else(|| panic!("{to:?} does not follow {from:?}")).0.to_owned()
}

fn read(path: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder of the project").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
