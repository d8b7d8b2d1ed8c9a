package com.lagoon.listings

import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import android.webkit.WebView

/** The WebView that this device would show the page with; `name` is null where there is none. */
class WebViewVersion(val name: String?) {
    /** A WebView whose version cannot be read is tried: better a page with flaws than none. */
    val canShowThePage: Boolean
        get() = name != null && (name.substringBefore('.').toIntOrNull() ?: MINIMUM) >= MINIMUM

    companion object {
        /** The first one with popovers, which the page uses; container queries and OKLCH are older. */
        const val MINIMUM = 114

        private val BEFORE_ANDROID_8 = listOf("com.android.chrome", "com.google.android.webview", "com.android.webview")

        fun of(context: Context): WebViewVersion {
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.O) {
                return WebViewVersion(WebView.getCurrentWebViewPackage()?.versionName)
            }
            val found = BEFORE_ANDROID_8.firstNotNullOfOrNull { versionOf(context, it) }
            return WebViewVersion(found)
        }

        private fun versionOf(context: Context, name: String): String? = try {
            context.packageManager.getPackageInfo(name, 0).versionName
        } catch (_: PackageManager.NameNotFoundException) {
            null
        }
    }
}
