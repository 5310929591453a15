using k8s;
using k8s.Models;

namespace JpegReducer.Deployment.Tests;

/// <summary>The files of k8s/.</summary>
internal static class Manifests
{
    private const string Kustomization = "kustomization.yaml";

    /// <summary>Files with one object each: neither patches nor kustomizations.</summary>
    public static IEnumerable<string> In(string folder) => Repository.Files(folder, "*.yaml")
        .Where(file => Path.GetFileName(file) != Kustomization && Path.GetFileName(Path.GetDirectoryName(file)) != "patches");

    /// <summary>The kustomization files.</summary>
    public static IEnumerable<string> Kustomizations => Repository.Files("k8s", Kustomization);

    /// <summary>The object of a file. A field that Kubernetes does not know is an error.</summary>
    public static IKubernetesObject<V1ObjectMeta> Parse(string file) =>
        (IKubernetesObject<V1ObjectMeta>)Assert.Single(KubernetesYaml.LoadAllFromString(Repository.Read(file), null, strict: true));
}
