package com.lagoon.listings;

public final class R { public static final class string { public static final int old_webview_title=1, old_webview_text=2, old_webview_none=3, old_webview_update=4; } }
