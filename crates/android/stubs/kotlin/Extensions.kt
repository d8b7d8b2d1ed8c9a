package androidx.core.view

import android.view.View

fun View.updatePadding(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0) = setPadding(left, top, right, bottom)
