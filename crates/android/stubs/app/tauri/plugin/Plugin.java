package app.tauri.plugin;

public abstract class Plugin { public Plugin(android.app.Activity activity){} public void load(android.webkit.WebView webView){} public void onResume(androidx.appcompat.app.AppCompatActivity activity){} public void onDestroy(androidx.appcompat.app.AppCompatActivity activity){} }
