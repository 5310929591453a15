using System.Diagnostics;
using JpegReducer.Grains.Dispatch;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>
/// Runs the real dispatcher as its grain does, one message at a time. Its decisions are measured in real time; in virtual time each message
/// takes a fixed time, so that a run is the same on every machine.
/// </summary>
internal sealed class DispatchServer(VirtualTime time, Distributions random, double secondsPerMessage)
{
    private const double MaxPullDuration = 1;

    private readonly Dispatcher _dispatcher = new();
    private readonly CallTimes _pulls = new();
    private readonly CallTimes _announcements = new();
    private double _freeAt;

    public CallTimes Pulls => _pulls;

    public CallTimes Announcements => _announcements;

    public long Waiting => _dispatcher.Waiting;

    public void Announce(SimulatedJob job) => Receive(() => _announcements.Time(() => _dispatcher.Announce(job.Backlog, time.Moment)));

    public void RemoveWorker(WorkerId worker) => Receive(() => _dispatcher.RemoveWorker(worker));

    public void Pull(WorkerPull pull, Action<WorkGrant[]> respond) => Receive(() =>
    {
        WorkGrant[] grants = [];
        _pulls.Time(() => grants = _dispatcher.Pull(pull, time.Moment));
        if (grants.Length > 0 || pull.Capacity == 0)
        {
            Respond(grants);
            return;
        }

        var parked = _dispatcher.Park(pull, Respond);
        time.After(MaxPullDuration, () =>
        {
            if (parked.List is null) return;
            Dispatcher.Unpark(parked);
            Respond([]);
        });

        void Respond(WorkGrant[] granted) => time.After(random.Network(), () => respond(granted));
    });

    private void Receive(Action message) => time.After(random.Network(), () =>
    {
        _freeAt = Math.Max(_freeAt, time.Now) + secondsPerMessage;
        time.After(_freeAt - time.Now, message);
    });

    /// <summary>The real time of calls. The slowest hundredth is left out: those calls were preempted.</summary>
    internal sealed class CallTimes
    {
        private const int StepNanoseconds = 50;
        private readonly long[] _histogram = new long[20_000];

        public long Count { get; private set; }

        /// <summary>The mean in microseconds.</summary>
        public double Mean
        {
            get
            {
                long left = Count * 99 / 100, all = left;
                double sum = 0;
                for (int step = 0; left > 0; step++)
                {
                    long here = Math.Min(left, _histogram[step]);
                    sum += here * (step + 0.5) * StepNanoseconds;
                    left -= here;
                }

                return all == 0 ? 0 : sum / all / 1_000;
            }
        }

        public void Time(Action call)
        {
            long startedAt = Stopwatch.GetTimestamp();
            call();
            double nanoseconds = Stopwatch.GetElapsedTime(startedAt).TotalNanoseconds;
            _histogram[(int)Math.Min(nanoseconds / StepNanoseconds, _histogram.Length - 1)]++;
            Count++;
        }
    }
}
