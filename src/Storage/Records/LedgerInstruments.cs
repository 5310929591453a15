using System.Diagnostics.Metrics;

namespace JpegReducer.Storage.Records;

/// <summary>The metrics of the ledger.</summary>
internal static class LedgerInstruments
{
    private static readonly Counter<long> Transactions =
        StorageMeter.Instance.CreateCounter<long>("jpegreducer.ledger.transactions", "{transaction}", "Durable commits of the ledger.");

    private static readonly Counter<long> Operations =
        StorageMeter.Instance.CreateCounter<long>("jpegreducer.ledger.operations", "{operation}", "Changes requested from the ledger.");

    private static readonly Histogram<int> GroupSize =
        StorageMeter.Instance.CreateHistogram<int>("jpegreducer.ledger.group_size", "{operation}", "Changes that shared a commit.");

    public static void OnCommitted(int operations)
    {
        Transactions.Add(1);
        Operations.Add(operations);
        GroupSize.Record(operations);
    }
}
