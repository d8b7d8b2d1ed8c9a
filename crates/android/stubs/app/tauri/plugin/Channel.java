package app.tauri.plugin;

public final class Channel { public final void send(JSObject data){} }
