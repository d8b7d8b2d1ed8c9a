package com.lagoon.listings;

public abstract class TauriActivity extends androidx.appcompat.app.AppCompatActivity { public void onWebViewCreate(android.webkit.WebView webView){} }
