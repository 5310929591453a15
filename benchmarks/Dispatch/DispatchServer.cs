using System.Diagnostics;
using JpegReducer.Grains.Dispatch;
using JpegReducer.Interfaces.Dispatch;

namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>
/// The dispatcher as its grain runs it: one message at a time. The decisions are the real ones, and timed; in virtual time each message
/// takes a fixed span, so that a run is the same on any machine.
/// </summary>
internal sealed class DispatchServer(VirtualTime time, Chance chance, double secondsPerMessage)
{
    private const double LongestPull = 1;

    private readonly Dispatcher _dispatcher = new();
    private readonly CallTimes _pulls = new();
    private readonly CallTimes _announcements = new();
    private double _freeAt;

    public CallTimes Pulls => _pulls;

    public CallTimes Announcements => _announcements;

    public long Waiting => _dispatcher.Waiting;

    public void Announce(SimulatedJob job) => Receive(() => _announcements.Time(() => _dispatcher.Announce(job.Ticket, time.Moment)));

    public void Forget(WorkerId worker) => Receive(() => _dispatcher.Forget(worker));

    public void Pull(WorkerPull pull, Action<WorkGrant[]> answer) => Receive(() =>
    {
        WorkGrant[] grants = [];
        _pulls.Time(() => grants = _dispatcher.Pull(pull, time.Moment));
        if (grants.Length > 0 || (pull.Free == 0 && pull.FreeForInteractive == 0))
        {
            Answer(grants);
            return;
        }

        var place = _dispatcher.Wait(pull, Answer);
        time.After(LongestPull, () =>
        {
            if (place.List is null) return;
            Dispatcher.GiveUp(place);
            Answer([]);
        });

        void Answer(WorkGrant[] granted) => time.After(chance.Network(), () => answer(granted));
    });

    private void Receive(Action message) => time.After(chance.Network(), () =>
    {
        _freeAt = Math.Max(_freeAt, time.Now) + secondsPerMessage;
        time.After(_freeAt - time.Now, message);
    });

    /// <summary>How long calls took in real time. The machine takes the processor away now and then: the slowest hundredth is left out.</summary>
    internal sealed class CallTimes
    {
        private const int StepNanoseconds = 50;
        private readonly long[] _histogram = new long[20_000];

        public long Count { get; private set; }

        /// <summary>Microseconds a call.</summary>
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
            long began = Stopwatch.GetTimestamp();
            call();
            double nanoseconds = Stopwatch.GetElapsedTime(began).TotalNanoseconds;
            _histogram[(int)Math.Min(nanoseconds / StepNanoseconds, _histogram.Length - 1)]++;
            Count++;
        }
    }
}
