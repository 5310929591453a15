using System.Reflection;
using JpegReducer.Grains.Persistence;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Tests.Workers;

/// <summary>Operators filter and count log messages by their event ids.</summary>
public sealed class LogEventsTests
{
    [Theory]
    [InlineData("JpegReducer.Grains.Workers", 2000, 2199)]
    [InlineData("JpegReducer.Grains.Dispatch", 2200, 2299)]
    public void Every_log_message_has_an_event_id_of_its_own_within_the_range_of_its_feature(string feature, int first, int last)
    {
        int[] ids =
        [
            .. typeof(GrainStorageNames).Assembly.GetTypes()
                .Where(type => type.Namespace is { } name && (name == feature || name.StartsWith($"{feature}.", StringComparison.Ordinal)))
                .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
                .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
                .OfType<LoggerMessageAttribute>()
                .Select(message => message.EventId),
        ];

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(ids, id => Assert.InRange(id, first, last));
    }
}
