package android.content;

public class Intent { public static final String ACTION_VIEW="view"; public Intent(Context context, Class<?> type){} public Intent(String action, android.net.Uri uri){} }
