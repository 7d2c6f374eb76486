using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Access;

/// <summary>Collects the networks of one list, and everything that is wrong with them. One thread.</summary>
public sealed class AccessListBuilder
{
    private readonly bool _isOpen;
    private readonly Dictionary<AccessNetwork, bool> _networks = [];
    private readonly List<string> _errors = [];
    private int _left;

    /// <summary>The first errors, each with its place; the last one counts the rest.</summary>
    public IReadOnlyList<string> Errors => _left == 0 ? _errors : [.. _errors, $"and {_left} more errors"];

    /// <summary>
    /// Begins with the inline networks, which the rules of the configuration have checked. Where some are allowed, all
    /// others are not; an empty file does not open the listener to everybody.
    /// </summary>
    public AccessListBuilder(AccessConfig access)
    {
        _isOpen = access.Allow.Count == 0 && access.AllowFile is null;
        foreach (var network in access.Allow) _networks[AccessNetwork.Of(network)] = true;
        foreach (var network in access.Deny) _networks[AccessNetwork.Of(network)] = false;
    }

    /// <summary>Networks so far.</summary>
    public int Networks => _networks.Count;

    /// <summary>Adds a network of a file.</summary>
    public void Add(IPNetwork network, bool isAllowed, string path, int line)
    {
        var key = AccessNetwork.Of(network);
        if (_networks.Count >= Limits.AccessNetworksMax && !_networks.ContainsKey(key))
        {
            Error(path, line, $"the list has more than {Limits.AccessNetworksMax} networks", "fewer, larger networks");
        }
        else if (!_networks.TryAdd(key, isAllowed) && _networks[key] != isAllowed)
        {
            Error(path, line, $"{network} is both allowed and denied", "each network in one of the two");
        }
    }

    /// <summary>Records an error at a line of a file.</summary>
    public void Error(string path, int line, string what, string right) => Error($"{path}:{line}: {what} ({right})");

    public void Error(string error)
    {
        if (_errors.Count < Limits.ConfigErrorsMax) _errors.Add(error);
        else _left++;
    }

    /// <summary>The list; of use only without errors.</summary>
    public AccessList Build() => new(_networks, _isOpen);
}
