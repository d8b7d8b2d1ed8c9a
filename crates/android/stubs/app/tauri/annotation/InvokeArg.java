package app.tauri.annotation;

public @interface InvokeArg {}
