package com.lagoon.listings

import android.os.Bundle
import android.view.View
import android.webkit.WebView
import androidx.activity.enableEdgeToEdge
import androidx.core.view.ViewCompat
import androidx.core.view.WindowInsetsCompat
import androidx.core.view.updatePadding

class MainActivity : TauriActivity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        enableEdgeToEdge()
        super.onCreate(savedInstanceState)
        keepClearOfBarsAndKeyboard(findViewById(android.R.id.content))
    }

    override fun onWebViewCreate(webView: WebView) {
        super.onWebViewCreate(webView)
        // Text grows with the size that the person chose for all apps.
        webView.settings.textZoom = (resources.configuration.fontScale * 100).toInt()
    }

    /** The page gets what is left of the window: nothing lies under a bar or a notch, and no field under the keyboard. */
    private fun keepClearOfBarsAndKeyboard(content: View) {
        val covers = WindowInsetsCompat.Type.systemBars() or
            WindowInsetsCompat.Type.displayCutout() or
            WindowInsetsCompat.Type.ime()
        ViewCompat.setOnApplyWindowInsetsListener(content) { view, insets ->
            val covered = insets.getInsets(covers)
            view.updatePadding(covered.left, covered.top, covered.right, covered.bottom)
            WindowInsetsCompat.CONSUMED
        }
    }
}
