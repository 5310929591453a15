namespace JpegReducer.ApiContracts.Client;

/// <summary>A file to upload.</summary>
/// <param name="Name">Its name; the node keeps the last segment.</param>
/// <param name="Open">Opens its content; called again each time the request is repeated.</param>
public sealed record FileUpload(string Name, Func<Stream> Open);
