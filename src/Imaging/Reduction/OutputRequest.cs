namespace JpegReducer.Imaging.Reduction;

/// <summary>A file to create from a source in another format, in addition to the main result.</summary>
/// <param name="Name">The caller's name of the output, repeated in its <see cref="OutputOutcome"/>.</param>
/// <param name="Format">The <see cref="FormatInfo.Name"/> of a format that pictures can be encoded in: <c>webp</c>.</param>
public sealed record OutputRequest(string Name, string Format);
