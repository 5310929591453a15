using System.Text.RegularExpressions;
using k8s.Models;

namespace JpegReducer.Deployment.Tests;

/// <summary>Settings and secrets in all deployment files.</summary>
public sealed partial class SettingTests
{
    public static TheoryData<string> Files => [.. Deployed()];

    [Theory, MemberData(nameof(Files))]
    public void A_referenced_setting_exists(string file)
    {
        IEnumerable<string> named = SettingName().Matches(Repository.Read(file))
            .Select(match => $"{match.Groups[1].Value}:{match.Groups[2].Value}");

        Assert.Empty(named.Except(Repository.Settings));
    }

    [Theory, MemberData(nameof(Files))]
    public void A_referenced_health_path_exists(string file)
    {
        IEnumerable<string> named = Regex.Matches(Repository.Read(file), "/health/[a-z]+").Select(match => match.Value);

        Assert.Empty(named.Except(Repository.HealthPaths));
    }

    [Theory, MemberData(nameof(Files))]
    public void A_secret_is_referenced_and_never_included(string file)
    {
        string text = Repository.Read(file);

        Assert.DoesNotMatch(@"(?i);\s*(password|pwd)=", text);
        Assert.DoesNotMatch(@"(ApiKey|SecretKey|AccessKey)=[^\s$<]", text);
        Assert.DoesNotMatch(@"kind: Secret\b", text);
        Assert.DoesNotMatch("jr_live_[A-Za-z0-9_-]{8}", text);
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void A_secret_setting_is_a_reference(string name)
    {
        V1EnvVar[] secrets =
            [.. Cluster.Read(name).Containers.SelectMany(container => container.Env)
            .Where(variable => SecretName().IsMatch(variable.Name))];

        Assert.NotEmpty(secrets);
        Assert.All(secrets, variable => Assert.NotNull(variable.ValueFrom?.SecretKeyRef));
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void The_manual_shows_how_to_create_every_referenced_secret(string name)
    {
        string manual = Repository.Read("k8s/README.md");
        Cluster cluster = Cluster.Read(name);
        IEnumerable<(string Secret, string Key)> fromEnvironment = cluster.Containers.SelectMany(container => container.Env)
            .Select(variable => variable.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>()
                .Select(reference => (reference.Name, reference.Key));
        IEnumerable<(string Secret, string Key)> fromFiles = cluster.Pods.SelectMany(pod => pod.Template.Spec.Volumes)
            .Select(volume => volume.Secret).OfType<V1SecretVolumeSource>()
                .SelectMany(source => source.Items.Select(item => (source.SecretName, item.Key)));

        Assert.All(fromEnvironment.Concat(fromFiles).Distinct(), reference =>
            Assert.Matches($@"create secret generic {reference.Secret} (\\\n|[^\n])*--from-file={reference.Key}=", manual));
    }

    [Fact]
    public void A_cluster_has_all_required_settings()
    {
        string[] needed = ["Postgres__ConnectionString", "S3__Endpoint", "S3__Bucket"];

        Assert.All(
            needed, setting =>
            Assert.Contains($"\n{setting}=", Repository.Read("k8s/overlays/hetzner/settings.env"), StringComparison.Ordinal));
        Assert.Contains("Storage__SharedFolder=", Repository.Read("k8s/overlays/dev/settings.env"), StringComparison.Ordinal);
        Assert.Contains("Cluster__Address", Repository.Read("k8s/base/silo-deployment.yaml"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Deployed() =>
    [
        .. Repository.Files("k8s", "*"), .. Repository.Files("eng/systemd", "*"), .. Repository.Files("src", "Dockerfile"),
        "docs/hetzner.md",
    ];

    [GeneratedRegex(@"\b([A-Z][A-Za-z0-9]+)__([A-Z][A-Za-z0-9]+)")]
    private static partial Regex SettingName();

    [GeneratedRegex("(Key|Password|Secret)$")]
    private static partial Regex SecretName();
}
