package app.tauri.plugin;

public class JSObject { public JSObject put(String key, String value){return this;} }
