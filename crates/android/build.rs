//! Tells the app's Gradle project where the Java side lies. The page gets no command of this plugin.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("android") {
        return;
    }
    if let Err(error) = tauri_plugin::Builder::new(&[]).android_path("android").try_build() {
        println!("cargo::error={}", format!("{error:#}").replace('\n', " "));
    }
}
