using System.Collections.Concurrent;
using JpegReducer.Benchmarks.RateQuality.Corpora;
using JpegReducer.Benchmarks.RateQuality.Encoders;
using JpegReducer.Benchmarks.RateQuality.Store;

namespace JpegReducer.Benchmarks.RateQuality.Measuring;

/// <summary>Measures what the store does not have, a picture per worker process at a time.</summary>
internal static class WorkerPool
{
    /// <exception cref="OperationCanceledException">The run was stopped; the store has what was measured.</exception>
    public static async Task RunAsync(Bench bench, FileInfo store, int parallel, Progress progress, CancellationToken cancellationToken)
    {
        ConcurrentQueue<Job> jobs = new(Jobs(bench));
        progress.Start(jobs.Sum(job => job.Missing * job.Picture.Source.Megapixels));
        using StoreWriter writer = new(store);
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] workers = [.. Enumerable.Range(0, Math.Min(parallel, jobs.Count)).Select(_ => Task.Run(Work, CancellationToken.None))];
        try
        {
            await Task.WhenAll(workers);
        }
        finally
        {
            progress.End();
        }

        async Task Work()
        {
            try
            {
                using WorkerProcess process = WorkerProcess.Start();
                while (jobs.TryDequeue(out Job? job))
                {
                    HashSet<(Encoder, int)> done = [];
                    while (Next(job.Picture, done) is var (encoder, quality))
                    {
                        Measurement result = await process.MeasureAsync(job.Index, encoder, quality, stopping.Token);
                        Keep(result, job.Picture);
                        progress.Report(job.Picture.Source.Megapixels, $"{job.Picture.Corpus} {job.Picture.Name}");
                    }
                }
            }
            catch
            {
                await stopping.CancelAsync();
                throw;
            }
        }

        // What failed is not tried again, and a result may call for another try.
        (Encoder, int)? Next(Picture picture, HashSet<(Encoder, int)> done)
        {
            lock (bench.Store)
            {
                foreach ((Encoder, int) missing in bench.Missing(picture))
                    if (done.Add(missing)) return missing;
            }

            return null;
        }

        void Keep(Measurement result, Picture picture)
        {
            if (result.Failure is { } failure)
            {
                progress.Warn($"{picture.Corpus} {picture.Name}, {result.Try.Encoder} {result.Try.Quality}: {failure}");
                return;
            }

            writer.Append(result);
            lock (bench.Store) bench.Store.Add(result);
        }
    }

    /// <summary>Corpora in turn, so that a run that is stopped has something of each.</summary>
    private static IEnumerable<Job> Jobs(Bench bench) =>
        bench.Pictures.Select((picture, index) => new Job(index, picture, bench.Missing(picture).Count()))
            .GroupBy(job => job.Picture.Corpus)
            .SelectMany(corpus => corpus.Select((job, rank) => (Job: job, Order: (rank + 0.5) / corpus.Count())))
            .Where(ranked => ranked.Job.Missing > 0)
            .OrderBy(ranked => ranked.Order)
            .Select(ranked => ranked.Job);

    private sealed record Job(int Index, Picture Picture, int Missing);
}
