using System.Globalization;
using k8s.Models;

namespace JpegReducer.Deployment.Tests;

/// <summary>Ports of programs, services and policies.</summary>
public sealed class PortTests
{
    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void Our_containers_declare_the_ports_at_which_the_program_listens(string name)
    {
        Cluster cluster = Cluster.Read(name);
        int http = Dockerfile.Of("Silo").HttpPort;
        int silo = int.Parse(Repository.DefaultOf("Cluster:SiloPort"), CultureInfo.InvariantCulture);
        int orleans = int.Parse(Repository.DefaultOf("Cluster:GatewayPort"), CultureInfo.InvariantCulture);

        Assert.Equal([("http", http), ("orleans", orleans), ("silo", silo)], Ports(cluster, "silo"));
        Assert.Equal([("http", http)], Ports(cluster, "gateway"));
        Assert.Equal(http, Dockerfile.Of("Client").HttpPort);
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void A_service_selects_existing_pods_and_a_port_of_them(string name)
    {
        Cluster cluster = Cluster.Read(name);

        Assert.All(cluster.Objects.OfType<V1Service>(), service =>
        {
            V1PodTemplateSpec pod = Assert.Single(cluster.Select(service.Spec.Selector));
            Assert.All(
                service.Spec.Ports, port => Assert.Contains(pod.Spec.Containers[0].Ports, open => open.Name == port.TargetPort.Value));
        });
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void Connections_without_a_policy_are_denied(string name)
    {
        V1NetworkPolicySpec closed =
            Assert.Single(Cluster.Read(name).NetworkPolicies, policy => policy.Spec.PodSelector.MatchLabels is null).Spec;

        Assert.Null(closed.PodSelector.MatchExpressions);
        Assert.Equal(["Ingress", "Egress"], closed.PolicyTypes);
        Assert.Null(closed.Ingress);
        Assert.Equal(["53", "53"], closed.Egress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value));
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void Only_silos_and_gateways_may_connect_to_the_ports_between_nodes(string name)
    {
        Cluster cluster = Cluster.Read(name);
        V1PodTemplateSpec silo = Pod(cluster, "silo");
        (string Port, string[] From)[] opened =
        [
            .. from policy in cluster.NetworkPolicies
               where policy.Spec.PodSelector.MatchLabels?.All(silo.Metadata.Labels.Contains) == true
               from rule in policy.Spec.Ingress ?? []
               from port in rule.Ports ?? throw new InvalidOperationException($"{policy.Metadata.Name} opens every port.")
               where port.Port.Value is not "http"
               select (port.Port.Value, rule.FromProperty.Select(Component).ToArray()),
        ];

        Assert.Equal(2, opened.Length);
        Assert.Equal(["silo"], opened.Single(rule => rule.Port == "silo").From);
        Assert.Equal(["gateway"], opened.Single(rule => rule.Port == "orleans").From);

        static string Component(V1NetworkPolicyPeer peer) =>
            peer is { IpBlock: null, NamespaceSelector: null, PodSelector.MatchLabels: { } labels }
            ? labels["app.kubernetes.io/component"]
            : "others";
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void A_policy_with_a_named_port_selects_pods_with_that_port(string name)
    {
        Cluster cluster = Cluster.Read(name);

        Assert.All(cluster.NetworkPolicies, policy =>
        {
            foreach (V1NetworkPolicyPort port in (policy.Spec.Ingress ?? []).SelectMany(rule => rule.Ports))
                AssertHas(policy.Spec.PodSelector, port);
            foreach (V1NetworkPolicyEgressRule rule in policy.Spec.Egress ?? [])
            {
                foreach (V1NetworkPolicyPeer peer in rule.To.Where(peer => peer is { PodSelector: not null, NamespaceSelector: null }))
                {
                    foreach (V1NetworkPolicyPort port in rule.Ports) AssertHas(peer.PodSelector, port);
                }
            }
        });

        void AssertHas(V1LabelSelector pods, V1NetworkPolicyPort port)
        {
            V1PodTemplateSpec[] selected = [.. cluster.Select(pods.MatchLabels)];
            Assert.NotEmpty(selected);
            Assert.All(selected, pod => Assert.Contains(pod.Spec.Containers[0].Ports, open => open.Name == port.Port.Value));
        }
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void Silos_may_connect_to_the_networks_that_the_fetcher_treats_as_public(string name)
    {
        string[] closedToFetcher =
            [.. Repository.Read("src/Grains/Workers/Fetching/AddressGuard.cs").Split('"')
            .Where(text => System.Net.IPNetwork.TryParse(text, out _))];

        V1NetworkPolicy silo = Cluster.Read(name).NetworkPolicies.Single(policy => policy.Metadata.Name == "silo");
        V1IPBlock[] world = [.. silo.Spec.Egress.SelectMany(rule => rule.To).Select(peer => peer.IpBlock).OfType<V1IPBlock>()];

        Assert.Equal(["0.0.0.0/0", "::/0"], world.Select(block => block.Cidr));
        Assert.Equal(closedToFetcher, world.SelectMany(block => block.Except));
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void Only_connections_to_the_database_may_reach_private_networks(string name)
    {
        string[] never = ["10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10"];
        V1IPBlock[] blocks =
            [.. Cluster.Read(name).NetworkPolicies.SelectMany(policy => policy.Spec.Egress ?? []).SelectMany(rule => rule.To)
            .Select(peer => peer.IpBlock).OfType<V1IPBlock>()];

        Assert.All(blocks, block =>
        {
            if (block.Cidr is "0.0.0.0/0" or "::/0")
                Assert.Subset(
                    block.Except.ToHashSet(), never.Where(network => network.Contains(':') == block.Cidr.Contains(':')).ToHashSet());
            else Assert.EndsWith("/32", block.Cidr, StringComparison.Ordinal);
        });
    }

    private static (string Name, int Port)[] Ports(Cluster cluster, string component) =>
        [.. Pod(cluster, component).Spec.Containers[0].Ports.Select(port => (port.Name, port.ContainerPort)).Order()];

    private static V1PodTemplateSpec Pod(Cluster cluster, string component) => cluster.Pods.Single(pod => pod.Owner == component).Template;
}
