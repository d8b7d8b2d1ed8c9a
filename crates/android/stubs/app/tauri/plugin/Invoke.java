package app.tauri.plugin;

public final class Invoke { public final <T> T parseArgs(Class<T> type){return null;} public final void resolve(){} }
