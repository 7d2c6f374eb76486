namespace L4Balancer.DataPlane.Protocols;

/// <summary>What a command means for the end of its session.</summary>
internal enum RedisCommand
{
    /// <summary>Nothing: it is a question with one reply.</summary>
    Other,
    Multi,
    Exec,
    Discard,
    Watch,
    Unwatch,
    Reset,
    Client,

    /// <summary>From then on the server sends without being asked.</summary>
    Stream,
}

/// <summary>The words of Redis that matter here.</summary>
internal static class RedisCommands
{
    public static readonly Word Reply = Word.Of("REPLY");
    public static readonly Word Tracking = Word.Of("TRACKING");
    public static readonly Word On = Word.Of("ON");
    public static readonly Word Off = Word.Of("OFF");
    public static readonly Word Skip = Word.Of("SKIP");

    private static readonly Word Multi = Word.Of("MULTI");
    private static readonly Word Exec = Word.Of("EXEC");
    private static readonly Word Discard = Word.Of("DISCARD");
    private static readonly Word Watch = Word.Of("WATCH");
    private static readonly Word Unwatch = Word.Of("UNWATCH");
    private static readonly Word Reset = Word.Of("RESET");
    private static readonly Word Client = Word.Of("CLIENT");
    private static readonly Word[] Streams =
    [
        Word.Of("SUBSCRIBE"), Word.Of("PSUBSCRIBE"), Word.Of("SSUBSCRIBE"), Word.Of("MONITOR"), Word.Of("SYNC"),
        Word.Of("PSYNC"), Word.Of("REPLCONF"),
    ];

    public static RedisCommand KindOf(Word command)
    {
        // GET and SET and most others are told apart by their length alone.
        switch (command.Length)
        {
            case 4 when command == Exec: return RedisCommand.Exec;
            case 5 when command == Multi: return RedisCommand.Multi;
            case 5 when command == Watch: return RedisCommand.Watch;
            case 5 when command == Reset: return RedisCommand.Reset;
            case 6 when command == Client: return RedisCommand.Client;
            case 7 when command == Discard: return RedisCommand.Discard;
            case 7 when command == Unwatch: return RedisCommand.Unwatch;
            case >= 4: return IsStream(command) ? RedisCommand.Stream : RedisCommand.Other;
            default: return RedisCommand.Other;
        }
    }

    private static bool IsStream(Word command)
    {
        foreach (var stream in Streams)
        {
            if (stream == command) return true;
        }

        return false;
    }
}
