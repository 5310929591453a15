using System.Collections.Concurrent;
using k8s;
using k8s.Models;

namespace JpegReducer.Deployment.Tests;

/// <summary>The objects of one folder of k8s/.</summary>
internal sealed class Cluster(IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects)
{
    private const string Base = "base";

    private static readonly ConcurrentDictionary<string, Cluster> Rendered = new();

    /// <summary>The folders that can be applied, and the base of both.</summary>
    public static TheoryData<string> Names { get; } = [Base, "overlays/dev", "overlays/hetzner"];

    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects => objects;

    public IEnumerable<V1Deployment> Deployments => objects.OfType<V1Deployment>();

    public IEnumerable<V1NetworkPolicy> NetworkPolicies => objects.OfType<V1NetworkPolicy>();

    /// <summary>The pod templates and their owners.</summary>
    public IEnumerable<(string Owner, V1PodTemplateSpec Template)> Pods =>
        Deployments.Select(deployment => (deployment.Name(), deployment.Spec.Template))
            .Concat(objects.OfType<V1StatefulSet>().Select(set => (set.Name(), set.Spec.Template)));

    public IEnumerable<V1Container> Containers =>
        Pods.SelectMany(pod => pod.Template.Spec.Containers.Concat(pod.Template.Spec.InitContainers ?? []));

    /// <summary>
    /// Reads a folder as rendered by kubectl or, if kubectl is not installed, its files and those of the base without patches.
    /// </summary>
    public static Cluster Read(string name) => Rendered.GetOrAdd(name, Render);

    /// <summary>The pods selected by labels.</summary>
    public IEnumerable<V1PodTemplateSpec> Select(IDictionary<string, string>? labels) =>
        Pods.Select(pod => pod.Template)
            .Where(template => (labels ?? new Dictionary<string, string>()).All(template.Metadata.Labels.Contains));

    private static Cluster Render(string name)
    {
        string folder = $"k8s/{name}";
        if (Tool.TryRun("kubectl", "kustomize", Path.Combine(Repository.Root, folder)) is not { } rendered)
            return new Cluster([.. Manifests.In(folder).Concat(name == Base ? [] : Manifests.In("k8s/base")).Select(Manifests.Parse)]);

        Assert.True(rendered.ExitCode == 0, rendered.Error);
        return new Cluster(
            [.. KubernetesYaml.LoadAllFromString(rendered.Output, null, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()]);
    }
}
