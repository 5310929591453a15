namespace JpegReducer.Benchmarks.RateQuality.Store;

/// <summary>Appends measurements to the store as soon as they are known, so that a run can be stopped at any time.</summary>
internal sealed class StoreWriter : IDisposable
{
    private readonly FileStream _lock;
    private readonly StreamWriter _writer;

    /// <exception cref="IOException">Another run is writing to the store.</exception>
    public StoreWriter(FileInfo file)
    {
        file.Directory!.Create();

        // Beside the store, which workers read: Unix knows no lock that excludes writers only.
        _lock = new FileStream(file.FullName + ".lock", FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        FileStream stream = file.Open(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        bool isCutOff = false;
        if (stream.Length > 0)
        {
            stream.Seek(-1, SeekOrigin.End);
            isCutOff = stream.ReadByte() != '\n';
        }

        _writer = new StreamWriter(stream) { AutoFlush = true };
        if (isCutOff) _writer.WriteLine();
    }

    public void Append(Measurement measurement)
    {
        lock (_writer) _writer.WriteLine(ResultStore.Format(measurement));
    }

    public void Dispose()
    {
        _writer.Dispose();
        _lock.Dispose();
    }
}
