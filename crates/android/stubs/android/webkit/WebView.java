package android.webkit;

public class WebView extends android.view.View { public WebView(android.content.Context context){super(context);} public WebSettings getSettings(){return null;} public static android.content.pm.PackageInfo getCurrentWebViewPackage(){return null;} }
