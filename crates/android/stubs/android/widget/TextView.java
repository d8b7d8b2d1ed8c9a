package android.widget;

public class TextView extends android.view.View { public TextView(android.content.Context context){super(context);} public final void setText(int id){} public final void setText(CharSequence text){} public CharSequence getText(){return "";} public void setTextSize(float size){} public float getTextSize(){return 0;} public void setMinHeight(int pixels){} public int getMinHeight(){return 0;} }
