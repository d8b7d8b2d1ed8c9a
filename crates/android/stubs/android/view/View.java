package android.view;

public class View { public View(android.content.Context context){} public interface OnClickListener { void onClick(View view); } public void setOnClickListener(OnClickListener listener){} public void setPadding(int left,int top,int right,int bottom){} }
