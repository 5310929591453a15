using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using YamlDotNet.Core;

namespace JpegReducer.Deployment.Tests;

/// <summary>Files and objects.</summary>
public sealed class ManifestTests
{
    public static TheoryData<string> Files => [.. Manifests.In("k8s")];

    public static TheoryData<string> Kustomizations => [.. Manifests.Kustomizations];

    [Theory, MemberData(nameof(Files))]
    public void A_manifest_is_one_object_that_Kubernetes_knows_and_is_named_after_it(string file)
    {
        IKubernetesObject<V1ObjectMeta> manifest = Manifests.Parse(file);

        string[] names = [$"{manifest.Name()}-{manifest.Kind}.yaml".ToLowerInvariant(), $"{manifest.Kind}.yaml".ToLowerInvariant()];
        Assert.Contains(Path.GetFileName(file), names);
    }

    [Theory, MemberData(nameof(Files))]
    public void A_manifest_is_labelled(string file)
    {
        IKubernetesObject<V1ObjectMeta> manifest = Manifests.Parse(file);

        if (manifest is not V1Namespace) Assert.Contains("app.kubernetes.io/name", manifest.Labels());
    }

    [Fact]
    public void A_misspelled_field_is_detected()
    {
        string misspelt = Repository.Read("k8s/base/silo-deployment.yaml")
            .Replace("readinessProbe:", "readynessProbe:", StringComparison.Ordinal);

        Assert.ThrowsAny<YamlException>(() => KubernetesYaml.LoadAllFromString(misspelt, null, strict: true));
    }

    [Theory, MemberData(nameof(Kustomizations))]
    public void Every_file_of_a_folder_is_used_and_every_referenced_file_exists(string kustomization)
    {
        string folder = Path.GetDirectoryName(kustomization)!;
        string text = Repository.Read(kustomization);
        IEnumerable<string> named = Regex.Matches(text, @"^\s*- (?:path: )?([\w./-]+\.yaml)$|envs: \[(.+)\]$", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value);

        IEnumerable<string> present = Repository.Files(folder, "*").Where(file => file != kustomization)
            .Select(file => Path.GetRelativePath(folder, file));

        Assert.Equal(present.Order(), named.Order());
        Assert.All(Regex.Matches(text, @"^\s*- (\.\./\S+)$", RegexOptions.Multiline), match =>
            Assert.True(File.Exists(Path.Combine(Repository.Root, folder, match.Groups[1].Value, "kustomization.yaml"))));
    }

    [Theory, MemberData(nameof(Kustomizations))]
    public void A_patch_applies_to_an_existing_object(string kustomization)
    {
        IKubernetesObject<V1ObjectMeta>[] objects =
            [.. Manifests.In(Path.GetDirectoryName(kustomization)!).Concat(Manifests.In("k8s/base")).Select(Manifests.Parse)];

        Assert.All(Regex.Matches(Repository.Read(kustomization), @"target:\n\s+kind: (\w+)(?:\n\s+name: (\w+))?"), target =>
            Assert.Contains(
                objects, candidate =>
                candidate.Kind == target.Groups[1].Value && (!target.Groups[2].Success || candidate.Name() == target.Groups[2].Value)));
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void Our_images_have_the_version_of_the_program(string name)
    {
        string[] ours =
            [.. Cluster.Read(name).Containers.Select(container => container.Image)
            .Where(image => image.Contains("jpegreducer-", StringComparison.Ordinal))];

        Assert.Equal(2, ours.Length);
        Assert.All(ours, image => Assert.EndsWith($":{Repository.Version}", image, StringComparison.Ordinal));
    }
}
