using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Config.Editing;

namespace L4Balancer.Core.Tests.Config.Editing;

/// <summary>Whatever is edited in whatever text: the config changes as the model does, nothing else moves.</summary>
public sealed class RandomEditTests
{
    [Test]
    public void An_edit_of_a_text_is_the_edit_of_the_model([Range(0, 299)] int offset)
    {
        var seed = ConfigSeed.Value + offset;
        var random = new Random(seed);
        var text = offset % 3 == 0
            ? EffectiveConfig.Write(new RandomConfig(seed).Next())
            : new HandWrittenConfig(seed).Next();
        for (var round = 0; round < 8; round++)
            text = EditOnce(text, random, () => $"{ConfigSeed.Advice(seed)}\n{text}");
    }

    private static string EditOnce(string text, Random random, Func<string> advice)
    {
        var config = Lb.Model(text);
        var pool = config.Pools[random.Next(config.Pools.Count)];
        var (edit, meant) = Edit(pool, random);
        var edited = ConfigEditor.Apply(text, edit);
        if (!meant.Any(b => b.Tier == 0))
        {
            Assert.That(edited.Refusal, Does.EndWith("would have no primary backend."), advice);
            return text;
        }

        Assert.That(edited.Refusal, Is.Null, () => $"{edit}\n{advice()}");
        var pools = config.Pools.Select(p => p.Name == pool.Name ? p with { Backends = meant } : p).ToList();
        Assert.That(Lb.Model(edited.Text!).IsSame(config with { Pools = pools }), Is.True, () => $"{edit}\n{advice()}");
        AssertNothingElseMoved(text, edited.Text!, edit, () => $"{edit}\n{edited.Text}\n\nwas:\n{advice()}");
        return edited.Text!;
    }

    private static (ConfigEdit Edit, List<BackendConfig> Meant) Edit(PoolConfig pool, Random random)
    {
        var backends = pool.Backends.ToList();
        var index = random.Next(backends.Count);
        var entry = backends[index].Address;
        switch (random.Next(3))
        {
            case 0:
                var weight = random.Next(1, 1001);
                backends[index] = backends[index] with { Weight = weight };
                return (new SetBackendWeight(pool.Name, entry, weight), backends);
            case 1:
                backends.RemoveAt(index);
                return (new RemoveBackend(pool.Name, entry), backends);
        }

        var address = BackendAddress.Of(new IPAddress([172, 16, 0, 1]), random.Next(1, 65_536));
        var added = new BackendConfig { Address = address, Weight = random.Next(1, 3), Tier = random.Next(2) };
        return (new AddBackend(pool.Name, added), [.. backends, added]);
    }

    private static void AssertNothingElseMoved(string before, string after, ConfigEdit edit, Func<string> advice)
    {
        var (old, changed) = (before.Split('\n'), after.Split('\n'));
        var most = Math.Min(old.Length, changed.Length);
        var head = 0;
        while (head < most && old[head] == changed[head]) head++;
        var tail = 0;
        while (tail < most - head && old[^(tail + 1)] == changed[^(tail + 1)]) tail++;
        // A list entry has at most seven lines in the printed form, including comments for unset keys.
        var gone = edit is RemoveBackend ? 7 : 1;
        var come = edit is RemoveBackend ? 1 : 2;
        Assert.That(old.Length - head - tail, Is.LessThanOrEqualTo(gone), advice);
        Assert.That(changed.Length - head - tail, Is.LessThanOrEqualTo(come), advice);
        Assert.That(before.Split('#').Length - after.Split('#').Length, Is.LessThanOrEqualTo(gone - 1), advice);
    }
}
