//! A Tauri window with one line of text and nothing behind it: what Lagoon's own start is measured against.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("src-tauri/examples/empty-window/tauri.conf.json"))
}
