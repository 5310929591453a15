using JpegReducer.Client.Errors;

namespace JpegReducer.Client.Conditional;

/// <summary>A precondition of the request does not hold.</summary>
internal sealed class PreconditionFailedException() : RequestErrorException(
    new RequestError(ErrorKind.PreconditionFailed, "'If-Match' does not name the current version."));
