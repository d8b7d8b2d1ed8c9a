package android.app.job;

public class JobInfo { public static final int NETWORK_TYPE_ANY=1, BACKOFF_POLICY_EXPONENTIAL=1; public static final class Builder { public Builder(int id, android.content.ComponentName service){} public Builder setRequiredNetworkType(int type){return this;} public Builder setBackoffCriteria(long millis, int policy){return this;} public Builder setPersisted(boolean persisted){return this;} public JobInfo build(){return null;} } }
