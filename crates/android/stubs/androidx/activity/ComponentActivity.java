package androidx.activity;

public class ComponentActivity extends android.app.Activity { public final OnBackPressedDispatcher getOnBackPressedDispatcher(){return null;} }
