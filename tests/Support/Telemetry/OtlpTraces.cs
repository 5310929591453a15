using System.Text;

namespace JpegReducer.Support.Telemetry;

/// <summary>
/// Reads spans from an <c>ExportTraceServiceRequest</c> (opentelemetry-proto, <c>trace/v1/trace.proto</c>): the fields that tests need.
/// </summary>
internal static class OtlpTraces
{
    public static IEnumerable<TraceSpan> Parse(byte[] request)
    {
        foreach (byte[] resourceSpans in Fields(request, 1))
        {
            string process = Fields(resourceSpans, 1).SelectMany(resource => Fields(resource, 1)).Select(Attribute)
                .FirstOrDefault(attribute => attribute.Key == "service.instance.id").Value ?? "";
            foreach (byte[] scopeSpans in Fields(resourceSpans, 2))
            {
                string source = Fields(scopeSpans, 1).SelectMany(scope => Fields(scope, 1)).Select(Encoding.UTF8.GetString).FirstOrDefault() ?? "";
                foreach (byte[] span in Fields(scopeSpans, 2))
                {
                    yield return new TraceSpan(
                        process, source, Encoding.UTF8.GetString(First(span, 5)), Hex(First(span, 1)), Hex(First(span, 2)), Hex(First(span, 4)),
                        [.. Fields(span, 13).Select(link => Hex(First(link, 1)))]);
                }
            }
        }
    }

    private static (string Key, string Value) Attribute(byte[] attribute) =>
        (Encoding.UTF8.GetString(First(attribute, 1)), Encoding.UTF8.GetString(First(First(attribute, 2), 1)));

    private static byte[] First(byte[] message, int number) => Fields(message, number).FirstOrDefault() ?? [];

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>The length-delimited fields of a message that have a number, in order.</summary>
    private static List<byte[]> Fields(byte[] message, int number)
    {
        List<byte[]> found = [];
        for (int at = 0; at < message.Length;)
        {
            ulong tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    if ((int)(tag >> 3) == number) found.Add(message[at..(at + length)]);
                    at += length;
                    break;
                default:
                    throw new InvalidDataException("Not a protobuf message.");
            }
        }

        return found;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
