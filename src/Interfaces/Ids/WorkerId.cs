namespace JpegReducer.Interfaces.Ids;

/// <summary>One worker: all slots of one silo, from its start to its end.</summary>
/// <param name="Silo">The silo. The worker's leases end when membership declares it dead.</param>
[GenerateSerializer, Immutable, Alias("jr.worker-id")]
public readonly record struct WorkerId([property: Id(0)] SiloAddress Silo);
