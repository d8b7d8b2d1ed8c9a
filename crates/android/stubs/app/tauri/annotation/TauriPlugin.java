package app.tauri.annotation;

public @interface TauriPlugin {}
