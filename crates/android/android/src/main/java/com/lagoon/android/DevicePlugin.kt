package com.lagoon.android

import android.app.Activity
import android.webkit.WebView
import androidx.activity.OnBackPressedCallback
import androidx.appcompat.app.AppCompatActivity
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Channel
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin

@InvokeArg
class ListenArgs {
    lateinit var channel: Channel
}

@InvokeArg
class SendLaterArgs {
    var wanted: Boolean = false
}

/** Tells the Rust side what happens on the device, and does what only Java can. Its counterpart is `crates/android`. */
@TauriPlugin
class DevicePlugin(private val activity: Activity) : Plugin(activity) {
    private var channel: Channel? = null
    private var network: Network? = null

    /** Back goes one step back on the page, and never leaves anything that was typed. Until the page listens it is Tauri's. */
    private val back = object : OnBackPressedCallback(false) {
        override fun handleOnBackPressed() = say("back")
    }

    override fun load(webView: WebView) {
        (activity as AppCompatActivity).onBackPressedDispatcher.addCallback(activity, back)
    }

    @Command
    fun listen(invoke: Invoke) {
        channel = invoke.parseArgs(ListenArgs::class.java).channel
        activity.runOnUiThread { back.isEnabled = true }
        network?.stop()
        network = Network(activity.applicationContext, ::say).also { it.start() }
        invoke.resolve()
    }

    @Command
    fun sendLater(invoke: Invoke) {
        if (invoke.parseArgs(SendLaterArgs::class.java).wanted) {
            SendJob.schedule(activity.applicationContext)
        } else {
            SendJob.cancel(activity.applicationContext)
        }
        invoke.resolve()
    }

    @Command
    fun leave(invoke: Invoke) {
        activity.runOnUiThread { activity.moveTaskToBack(true) }
        invoke.resolve()
    }

    override fun onResume(activity: AppCompatActivity) = say("resumed")

    override fun onDestroy(activity: AppCompatActivity) {
        network?.stop()
        network = null
        channel = null
    }

    private fun say(what: String) {
        channel?.send(JSObject().apply { put("said", what) })
    }
}
