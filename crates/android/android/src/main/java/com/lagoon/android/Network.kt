package com.lagoon.android

import android.content.Context
import android.net.ConnectivityManager
import android.net.NetworkCapabilities

/** Says when the network that apps use by default comes, goes, becomes usable, or changes its price. */
class Network(context: Context, private val say: (String) -> Unit) {
    private val manager = context.getSystemService(Context.CONNECTIVITY_SERVICE) as ConnectivityManager

    private val callback = object : ConnectivityManager.NetworkCallback() {
        private var validated = false
        private var metered: Boolean? = null

        override fun onAvailable(network: android.net.Network) {
            validated = false
            say("up")
        }

        override fun onLost(network: android.net.Network) = say("down")

        override fun onCapabilitiesChanged(network: android.net.Network, capabilities: NetworkCapabilities) {
            val isMetered = !capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)
            if (isMetered != metered) {
                metered = isMetered
                say(if (isMetered) "metered" else "notMetered")
            }
            // A network may be there for a while before anything gets through, as behind a sign-in page.
            val isValidated = capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_VALIDATED)
            if (isValidated && !validated) {
                say("up")
            }
            validated = isValidated
        }
    }

    fun start() = manager.registerDefaultNetworkCallback(callback)

    fun stop() = manager.unregisterNetworkCallback(callback)
}
