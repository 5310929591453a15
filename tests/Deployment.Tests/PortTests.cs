using System.Globalization;
using k8s.Models;

namespace JpegReducer.Deployment.Tests;

/// <summary>Who listens where.</summary>
public sealed class PortTests
{
    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void A_container_of_ours_names_the_ports_that_the_program_listens_on(string name)
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
    public void A_service_leads_to_a_port_of_pods_that_exist(string name)
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
    public void What_no_policy_opens_is_closed(string name)
    {
        V1NetworkPolicySpec closed =
            Assert.Single(Cluster.Read(name).NetworkPolicies, policy => policy.Spec.PodSelector.MatchLabels is null).Spec;

        Assert.Null(closed.PodSelector.MatchExpressions);
        Assert.Equal(["Ingress", "Egress"], closed.PolicyTypes);
        Assert.Null(closed.Ingress);
        Assert.Equal(["53", "53"], closed.Egress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value));
    }

    [Theory, MemberData(nameof(Cluster.Names), MemberType = typeof(Cluster))]
    public void The_ports_between_nodes_are_open_to_silos_and_gateways_alone(string name)
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
    public void A_policy_that_names_a_port_speaks_of_pods_that_have_it(string name)
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
    public void Silos_reach_of_the_world_what_the_fetcher_holds_to_be_public(string name)
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
    public void Nothing_else_reaches_private_networks_but_the_database(string name)
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
