package com.lagoon.listings

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.view.Gravity
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView

/** Opens the app if the WebView can show its page; else says what to do. It needs no WebView itself. */
class StartActivity : Activity() {
    override fun onResume() {
        super.onResume()
        val webView = WebViewVersion.of(this)
        if (webView.canShowThePage) {
            startActivity(Intent(this, MainActivity::class.java))
            finish()
        } else {
            setContentView(explanation(webView))
        }
    }

    private fun explanation(webView: WebViewVersion): LinearLayout {
        val gap = (24 * resources.displayMetrics.density).toInt()
        val title = TextView(this).apply {
            setText(R.string.old_webview_title)
            textSize = 24f
        }
        val text = TextView(this).apply {
            val has = webView.name ?: getString(R.string.old_webview_none)
            this.text = getString(R.string.old_webview_text, WebViewVersion.MINIMUM, has)
            textSize = 18f
            setPadding(0, gap, 0, gap)
        }
        val update = Button(this).apply {
            setText(R.string.old_webview_update)
            minHeight = 2 * gap
            setOnClickListener { openStore() }
        }
        return LinearLayout(this).apply {
            orientation = LinearLayout.VERTICAL
            gravity = Gravity.CENTER_VERTICAL
            setPadding(gap, gap, gap, gap)
            addView(title)
            addView(text)
            addView(update)
        }
    }

    private fun openStore() {
        val page = "details?id=com.google.android.webview"
        try {
            startActivity(Intent(Intent.ACTION_VIEW, Uri.parse("market://$page")))
        } catch (_: ActivityNotFoundException) {
            startActivity(Intent(Intent.ACTION_VIEW, Uri.parse("https://play.google.com/store/apps/$page")))
        }
    }
}
