using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Hosting.Settings;

/// <summary>Registers options. All options of silos and gateways are registered this way.</summary>
public static class ValidatedOptions
{
    /// <summary>
    /// Registers options that are read from a section by <see cref="SettingsReader"/>: an invalid value or an unknown name prevents the
    /// start with a sentence. A second registration of the same options changes nothing.
    /// </summary>
    public static IServiceCollection AddValidatedOptions<T>(this IServiceCollection services, IConfigurationSection section)
        where T : class, new()
    {
        if (services.Sections().Any(known => known.Options == typeof(T))) return services;

        services.AddSingleton(SettingsSection.Of<T>(section));
        services.AddOptions<T>().Configure(options => SettingsReader.ReadInto(options, section)).ValidateOnStart();
        return services;
    }

    /// <summary>The registered sections.</summary>
    public static IEnumerable<SettingsSection> Sections(this IServiceCollection services) =>
        services.Select(service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<SettingsSection>();
}
