namespace JpegReducer.Client.Errors;

/// <summary>Ends a request with an error that is found deep in the call stack, for example while its body is read.</summary>
internal class RequestErrorException(RequestError error) : Exception(error.Detail)
{
    /// <summary>The error to render.</summary>
    public RequestError Error => error;

    /// <summary>A value of the request is missing, malformed or unknown.</summary>
    public static RequestErrorException Invalid(string detail) => new(new RequestError(ErrorKind.InvalidRequest, detail));

    /// <summary>The body ended early.</summary>
    public static RequestErrorException Incomplete(string detail) => new(new RequestError(ErrorKind.IncompleteBody, detail));

    /// <summary>A body or a part of it has a media type or encoding that is not supported.</summary>
    public static RequestErrorException UnsupportedMediaType(string detail) =>
        new(new RequestError(ErrorKind.UnsupportedMediaType, detail));

    /// <summary>The body, or a part of it, is too large.</summary>
    public static RequestErrorException TooLarge(string detail) => new(new RequestError(ErrorKind.TooLarge, detail));
}
