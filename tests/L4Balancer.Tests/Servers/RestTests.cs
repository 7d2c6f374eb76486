using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;
using MySqlConnector;
using Npgsql;

namespace L4Balancer.Tests.Servers;

/// <summary>
/// With real servers and clients, the balancer knows of each session whether it could end now: in the list of sessions,
/// on both engines.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All)), NonParallelizable]
internal sealed class RestTests(TestedEngine engine)
{
    /// <summary>MariaDB waits here for as long as the test wants.</summary>
    private const string Held = "GET_LOCK('held', 60)";

    private PostgresServer _postgres = null!;
    private MariaDbServer _maria = null!;
    private RedisServer _redis = null!;

    [OneTimeSetUp]
    public async Task StartServers()
    {
        _postgres = (await PostgresServer.StartAsync(1))[0];
        _maria = (await MariaDbServer.StartAsync(1))[0];
        _redis = (await RedisServer.StartAsync(1))[0];
    }

    [OneTimeTearDown]
    public async Task StopServers()
    {
        await _postgres.DisposeAsync();
        await _maria.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [TestCase("Disable")]
    [TestCase("Prefer")]
    public async Task A_session_of_Npgsql(string sslMode)
    {
        await using var balancer = await StartAsync(_postgres, ProtocolKind.Postgresql);
        var text = PostgresServer.ConnectionString(balancer.Address.Port, $"Pooling=false;SSL Mode={sslMode}");
        await using var connection = new NpgsqlConnection(text);
        await connection.OpenAsync();
        await IsAsync(balancer, SessionRest.Idle);
        await AskAsync("SELECT repeat('x', 1000) FROM generate_series(1, 10000)");
        await IsAsync(balancer, SessionRest.Idle);

        var transaction = await connection.BeginTransactionAsync();
        await AskAsync("CREATE TEMPORARY TABLE t (id int PRIMARY KEY, text text)");
        await IsAsync(balancer, SessionRest.Busy);
        Assert.That(async () => await AskAsync("wrong"), Throws.TypeOf<PostgresException>());
        await IsAsync(balancer, SessionRest.Busy);
        await transaction.RollbackAsync();
        await IsAsync(balancer, SessionRest.Idle);

        await AskAsync("CREATE TEMPORARY TABLE t (id int PRIMARY KEY, text text)");
        await using (var writer = await connection.BeginBinaryImportAsync("COPY t FROM STDIN (FORMAT BINARY)"))
        {
            await IsAsync(balancer, SessionRest.Busy);
            await writer.WriteRowAsync(default, 1, "text");
            await writer.CompleteAsync();
        }

        await IsAsync(balancer, SessionRest.Idle);
        await using (var holder = new NpgsqlConnection(PostgresServer.ConnectionString(_postgres.Port)))
        {
            await holder.OpenAsync();
            await using var locking = new NpgsqlCommand("SELECT pg_advisory_lock(1)", holder);
            await locking.ExecuteNonQueryAsync();
            var waiting = AskAsync("SELECT pg_advisory_xact_lock(1)");
            await IsAsync(balancer, SessionRest.Busy);
            await holder.CloseAsync();
            await waiting;
        }

        await IsAsync(balancer, SessionRest.Idle);
        await AskAsync("LISTEN jobs");
        await IsAsync(balancer, SessionRest.Busy);

        async Task AskAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Test]
    public async Task A_session_of_MySqlConnector()
    {
        await using var balancer = await StartAsync(_maria, ProtocolKind.Mysql);
        await using var connection = new MySqlConnection(
            $"Server=127.0.0.1;Port={balancer.Address.Port};User ID=app;Database=test;SSL Mode=None;Pooling=false;"
            + "AllowLoadLocalInfile=true;IgnoreCommandTransaction=true");
        await connection.OpenAsync();
        await IsAsync(balancer, SessionRest.Idle);
        await AskAsync("SELECT REPEAT('x', 1000) FROM seq_1_to_10000; SELECT 1; DO 1");
        await IsAsync(balancer, SessionRest.Idle);

        var transaction = await connection.BeginTransactionAsync();
        await AskAsync("REPLACE INTO notes VALUES (1, 'one')");
        await IsAsync(balancer, SessionRest.Busy);
        await transaction.CommitAsync();
        await IsAsync(balancer, SessionRest.Idle);
        Assert.That(async () => await AskAsync("INSERT INTO notes VALUES (1, 'two')"), Throws.TypeOf<MySqlException>());
        await IsAsync(balancer, SessionRest.Idle);

        await using (var prepared = new MySqlCommand("SELECT id, text FROM notes WHERE id < @max", connection))
        {
            prepared.Parameters.AddWithValue("@max", 10);
            await prepared.PrepareAsync();
            for (var i = 0; i < 3; i++) await prepared.ExecuteNonQueryAsync();
        }

        await IsAsync(balancer, SessionRest.Idle);
        var load = new MySqlBulkLoader(connection)
        {
            TableName = "notes",
            Local = true,
            SourceStream = new MemoryStream("2\ttwo\n3\tthree\n"u8.ToArray()),
            ConflictOption = MySqlBulkLoaderConflictOption.Replace,
        };
        await _maria.AskAsRootAsync("SET GLOBAL local_infile = 1");
        await load.LoadAsync();
        await IsAsync(balancer, SessionRest.Idle);
        await connection.ResetConnectionAsync();
        await connection.PingAsync();
        Task waiting;
        await using (await HoldAsync())
        {
            waiting = AskAsync($"DO {Held}");
            await IsAsync(balancer, SessionRest.Busy);
        }

        await waiting;
        await IsAsync(balancer, SessionRest.Idle);

        async Task AskAsync(string sql)
        {
            await using var command = new MySqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    [TestCase("--skip-ssl", SessionRest.Busy)]
    [TestCase("--skip-ssl --compress", SessionRest.Unknown)]
    public async Task A_session_of_the_mariadb_program(string options, SessionRest expected)
    {
        await using var balancer = await StartAsync(_maria, ProtocolKind.Mysql);
        Task<CommandResult> running;
        await using (await HoldAsync())
        {
            running = Command.RunAsync(
                "mariadb",
                [
                    "--no-defaults", "-h", "127.0.0.1", "-P", $"{balancer.Address.Port}", "-u", "app",
                    .. options.Split(' '), "-e", $"BEGIN; SELECT 1; SELECT {Held}", "test",
                ]);
            await IsAsync(balancer, expected);
        }

        (await running).OrThrow();
    }

    [Test]
    public async Task A_session_of_Redis()
    {
        await using var balancer = await StartAsync(_redis, ProtocolKind.Redis);
        using var redis = await RedisConnection.OpenAsync("127.0.0.1", balancer.Address.Port);
        await redis.AskAsync("SET", "key", new string('x', 300_000));
        await IsAsync(balancer, SessionRest.Idle);
        for (var i = 0; i < 200; i++) await redis.SendAsync("GET", "key");
        for (var i = 0; i < 200; i++) Assert.That((await redis.AnswerAsync()).Length, Is.EqualTo(300_000));
        await IsAsync(balancer, SessionRest.Idle);

        await redis.AskAsync("WATCH", "key");
        await IsAsync(balancer, SessionRest.Busy);
        await redis.AskAsync("MULTI");
        await redis.AskAsync("INCR", "count");
        await redis.AskAsync("DISCARD");
        await IsAsync(balancer, SessionRest.Idle);

        var id = await redis.AskAsync("CLIENT", "ID");
        await redis.SendAsync("BLPOP", "nothing", "0");
        await IsAsync(balancer, SessionRest.Busy);
        using (var other = await RedisConnection.OpenAsync("127.0.0.1", _redis.Port))
            Assert.That(await other.AskAsync("CLIENT", "UNBLOCK", id, "TIMEOUT"), Is.EqualTo("1"));
        await IsAsync(balancer, SessionRest.Idle); // A null has come.
        await redis.SendAsync("SUBSCRIBE", "news");
        await IsAsync(balancer, SessionRest.Busy);
    }

    /// <summary>A session that has the lock for which <see cref="Held"/> waits, until it ends.</summary>
    private async Task<MariaDbClient> HoldAsync()
    {
        var holder = MariaDbClient.Start(_maria.Port);
        Assert.That(await holder.AskAsync($"SELECT {Held};"), Is.EqualTo("1"));
        return holder;
    }

    private static async Task IsAsync(RunningBalancer balancer, SessionRest expected) => await Eventually.GetAsync(
        $"the session is {expected}", Loopback.Patience,
        async () => (await balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline)).Sessions,
        sessions => sessions is [{ Phase: SessionPhase.Relaying } only] && only.Rest == expected);

    private Task<RunningBalancer> StartAsync(RealServer server, ProtocolKind protocol) => RunningBalancer.StartAsync(
        engine, [NetAddress.FromIp(System.Net.IPAddress.Loopback, server.Port)],
        pool => pool with { Protocol = protocol });
}
