package com.lagoon.android

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import kotlin.concurrent.thread

/** Sends what is unsent when there is a network, whether or not the app is open. Scheduled only while something is unsent. */
class SendJob : JobService() {
    override fun onStartJob(parameters: JobParameters): Boolean {
        prepare(applicationContext)
        thread(name = "lagoon-send") {
            val done = send(applicationInfo.dataDir)
            jobFinished(parameters, !done)
        }
        return true
    }

    override fun onStopJob(parameters: JobParameters): Boolean {
        stop()
        return true
    }

    companion object {
        private const val ID = 1
        private const val FIRST_PAUSE = 30_000L

        init {
            System.loadLibrary("lagoon_app")
        }

        @JvmStatic
        external fun prepare(context: Context)

        @JvmStatic
        external fun send(directory: String): Boolean

        @JvmStatic
        external fun stop()

        fun schedule(context: Context) {
            val scheduler = context.getSystemService(Context.JOB_SCHEDULER_SERVICE) as JobScheduler
            if (scheduler.getPendingJob(ID) != null) {
                return
            }
            val job = JobInfo.Builder(ID, ComponentName(context, SendJob::class.java))
                .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                .setBackoffCriteria(FIRST_PAUSE, JobInfo.BACKOFF_POLICY_EXPONENTIAL)
                .setPersisted(true)
                .build()
            scheduler.schedule(job)
        }

        fun cancel(context: Context) {
            val scheduler = context.getSystemService(Context.JOB_SCHEDULER_SERVICE) as JobScheduler
            scheduler.cancel(ID)
        }
    }
}
