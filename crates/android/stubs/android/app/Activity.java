package android.app;

public class Activity extends android.content.ContextWrapper { protected void onCreate(android.os.Bundle state){} protected void onResume(){} public void finish(){} public void setContentView(android.view.View view){} public <T extends android.view.View> T findViewById(int id){return null;} public final void runOnUiThread(Runnable action){} public boolean moveTaskToBack(boolean nonRoot){return true;} }
