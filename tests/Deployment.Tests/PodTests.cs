using k8s.Models;

namespace JpegReducer.Deployment.Tests;

/// <summary>Rules for every pod.</summary>
public sealed class PodTests
{
    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void A_container_has_only_the_privileges_that_it_needs(string name)
    {
        Assert.All(Cluster.Read(name).Pods, pod =>
        {
            V1PodSpec spec = pod.Template.Spec;
            Assert.True(spec.SecurityContext.RunAsNonRoot);
            Assert.True(spec.SecurityContext.RunAsUser > 0);
            Assert.Equal("RuntimeDefault", spec.SecurityContext.SeccompProfile.Type);
            Assert.False(spec.AutomountServiceAccountToken);
            Assert.NotEqual(true, spec.HostNetwork);
            Assert.DoesNotContain(spec.Volumes, volume => volume.HostPath is not null);
            Assert.All(spec.Containers, container =>
            {
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
                Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
                Assert.Null(container.SecurityContext.Capabilities.Add);
                Assert.Null(container.SecurityContext.RunAsUser);
                Assert.NotEqual(true, container.SecurityContext.Privileged);
            });
        });
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void A_container_has_requests_and_a_memory_limit_but_no_cpu_limit(string name)
    {
        Assert.All(Cluster.Read(name).Containers, container =>
        {
            Assert.Contains("cpu", container.Resources.Requests);
            Assert.Equal(container.Resources.Requests["memory"], container.Resources.Limits["memory"]);
            Assert.DoesNotContain("cpu", container.Resources.Limits);
        });
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void A_deployment_survives_the_loss_and_the_maintenance_of_a_machine(string name)
    {
        Cluster cluster = Cluster.Read(name);

        Assert.All(cluster.Deployments, deployment =>
        {
            IDictionary<string, string> labels = deployment.Spec.Selector.MatchLabels;
            V1PodDisruptionBudget budget =
                Assert.Single(cluster.Objects.OfType<V1PodDisruptionBudget>(), budget => Same(budget.Spec.Selector.MatchLabels, labels));
            Assert.Equal("1", budget.Spec.MaxUnavailable.Value);
            Assert.Contains(deployment.Spec.Template.Spec.TopologySpreadConstraints, spread =>
                spread.TopologyKey == "kubernetes.io/hostname" && Same(spread.LabelSelector.MatchLabels, labels));
            Assert.Equal("0", deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.Value);
            Assert.True(labels.All(deployment.Spec.Template.Metadata.Labels.Contains));
        });
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void An_autoscaler_scales_a_deployment_without_a_replica_count(string name)
    {
        Cluster cluster = Cluster.Read(name);

        Assert.All(cluster.Objects.OfType<V2HorizontalPodAutoscaler>(), scaler =>
        {
            V1Deployment scaled =
                Assert.Single(cluster.Deployments, deployment => deployment.Metadata.Name == scaler.Spec.ScaleTargetRef.Name);
            Assert.Null(scaled.Spec.Replicas);
            Assert.True(scaler.Spec.MinReplicas >= 2);
        });
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void Our_pods_get_more_time_to_stop_than_the_program_needs(string name)
    {
        const int ShutdownTimeoutOfDotNet = 30;
        Assert.All(Cluster.Read(name).Deployments, deployment =>
        {
            double takes = deployment.Metadata.Name == "silo" ? Repository.DrainTimeout.TotalSeconds : ShutdownTimeoutOfDotNet;
            double waits = deployment.Spec.Template.Spec.Containers[0].Lifecycle?.PreStop.Sleep.Seconds ?? 0;

            Assert.True(deployment.Spec.Template.Spec.TerminationGracePeriodSeconds > takes + waits);
        });
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void A_probe_calls_a_path_and_a_port_of_the_program(string name)
    {
        Assert.All(Cluster.Read(name).Deployments.SelectMany(deployment => deployment.Spec.Template.Spec.Containers), container =>
        {
            V1Probe[] probes = [container.StartupProbe, container.LivenessProbe, container.ReadinessProbe];
            Assert.All(probes, probe =>
            {
                Assert.Contains(probe.HttpGet.Path, Repository.HealthPaths);
                Assert.Contains(container.Ports, port => port.Name == probe.HttpGet.Port.Value);
            });

            // A probe that checks other services would kill pods because a database is unavailable.
            Assert.Equal("/health/live", container.LivenessProbe.HttpGet.Path);
        });
    }

    private static bool Same(IDictionary<string, string> one, IDictionary<string, string> other) =>
        one.Count == other.Count && one.All(other.Contains);
}
