// Serves the folder above this one: to the browser of this machine, or with --room to all machines of the local network.
// Windows compiles it when it starts (start.bat), with the compiler that it brings along: so it is written in C# 5, with System.dll alone. serve.pl does the same elsewhere.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;

public static class SightlineServer
{
    static readonly Dictionary<string, string> Types = new Dictionary<string, string> {
        { ".css", "text/css" }, { ".csv", "text/csv" }, { ".gif", "image/gif" }, { ".gz", "application/gzip" }, { ".html", "text/html; charset=utf-8" },
        { ".jpeg", "image/jpeg" }, { ".jpg", "image/jpeg" }, { ".js", "text/javascript" }, { ".json", "application/json" }, { ".mjs", "text/javascript" },
        { ".png", "image/png" }, { ".svg", "image/svg+xml" }, { ".txt", "text/plain; charset=utf-8" }, { ".wasm", "application/wasm" },
        { ".webmanifest", "application/manifest+json" }, { ".webp", "image/webp" },
    };
    static readonly Dictionary<int, string> Reasons = new Dictionary<int, string> { { 200, "OK" }, { 403, "Forbidden" }, { 404, "Not Found" }, { 405, "Method Not Allowed" } };

    static string root;
    static bool isRoom;
    static int port;

    /// <summary>The first word is the folder to serve.</summary>
    public static int Main(string[] words)
    {
        root = Path.GetFullPath(words[0]).TrimEnd(Path.DirectorySeparatorChar);
        bool opens = true;
        int asked = 0;
        for (int at = 1; at < words.Length; at++)
        {
            if (words[at] == "--room") isRoom = true;
            else if (words[at] == "--no-open") opens = false;
            else if (words[at] == "--port" && at + 1 < words.Length) asked = int.Parse(words[++at]);
            else
            {
                Console.Error.WriteLine("There is no option " + words[at] + ": the options are --room, --port NUMBER and --no-open.");
                return 1;
            }
        }
        TcpListener listener = Listen(asked);
        if (listener == null)
        {
            Console.Error.WriteLine("No free port was found.");
            return 1;
        }
        string own = "http://127.0.0.1:" + port + "/";
        Console.WriteLine("Sightline is at " + own);
        if (isRoom)
        {
            Console.WriteLine("The others of the room open http://" + OwnAddress() + ":" + port + "/");
            Console.WriteLine("If Windows asks whether the program may be reached from the network, allow it for private networks.");
            Console.WriteLine("Their browsers compute on the CPU: they give the graphics card, and pages without a network, to https and to this machine alone.");
        }
        Console.WriteLine("Close this window to end it.");
        if (opens) Process.Start(own);
        while (true)
        {
            TcpClient client = listener.AcceptTcpClient();
            new Thread(delegate() { Serve(client); }) { IsBackground = true }.Start();
        }
    }

    static TcpListener Listen(int asked)
    {
        for (port = asked > 0 ? asked : 8000; port <= (asked > 0 ? asked : 8099); port++)
        {
            try
            {
                TcpListener listener = new TcpListener(isRoom ? IPAddress.Any : IPAddress.Loopback, port);
                listener.Start(64);
                return listener;
            }
            catch (SocketException) { } // taken
        }
        return null;
    }

    /// <summary>The address of this machine in the local network: nothing is sent to find it.</summary>
    static string OwnAddress()
    {
        try
        {
            using (Socket socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
            {
                socket.Connect("192.0.2.1", 9);
                return ((IPEndPoint)socket.LocalEndPoint).Address.ToString();
            }
        }
        catch (SocketException)
        {
            return "THE-ADDRESS-OF-THIS-MACHINE";
        }
    }

    static void Serve(TcpClient client)
    {
        try
        {
            using (client)
            {
                client.ReceiveTimeout = client.SendTimeout = 600000; // a line that stands still does not stay for ever
                Answer(client.GetStream());
            }
        }
        catch (IOException) { } // whoever asked has gone
        catch (SocketException) { }
    }

    static void Answer(Stream stream)
    {
        StreamReader reader = new StreamReader(stream, Encoding.ASCII);
        Match asked = Regex.Match(reader.ReadLine() ?? "", "^(GET|HEAD) /([^? ]*)\\S* HTTP/1");
        Dictionary<string, string> headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (string line = reader.ReadLine(); !string.IsNullOrEmpty(line); line = reader.ReadLine())
        {
            int colon = line.IndexOf(':');
            if (colon > 0) headers[line.Substring(0, colon)] = line.Substring(colon + 1).Trim();
        }
        if (!asked.Success)
        {
            Head(stream, 405, 0);
            return;
        }
        bool isHead = asked.Groups[1].Value == "HEAD";
        string path = Uri.UnescapeDataString(asked.Groups[2].Value);
        // Another site must not reach this one by a name of its own.
        string host;
        headers.TryGetValue("Host", out host);
        if (!isRoom && !Regex.IsMatch(host ?? "", "^(127\\.0\\.0\\.1|localhost):" + port + "$")) Head(stream, 403, 0);
        else if (Regex.IsMatch(path, "^/|//|(^|/)\\.|[\\\\:\\0]")) Head(stream, 404, 0);
        else if (path == "room.json") SendBytes(stream, isHead, Encoding.UTF8.GetBytes(Room()));
        else SendFile(stream, isHead, path == "" ? "index.html" : path, headers);
    }

    static void SendFile(Stream stream, bool isHead, string path, Dictionary<string, string> headers)
    {
        string file = Path.Combine(root, path.Replace('/', Path.DirectorySeparatorChar));
        if (!File.Exists(file))
        {
            Head(stream, 404, 0);
            return;
        }
        string type;
        if (!Types.TryGetValue(Path.GetExtension(path).ToLowerInvariant(), out type)) type = "application/octet-stream";
        List<string> more = new List<string> { "Content-Type: " + type };
        // What lies in the folder of a build never changes.
        more.Add(Regex.IsMatch(path, "^web-\\w+/") ? "Cache-Control: max-age=31536000, immutable" : "Cache-Control: no-cache");
        string accepted;
        headers.TryGetValue("Accept-Encoding", out accepted);
        if (File.Exists(file + ".gz") && Regex.IsMatch(accepted ?? "", "\\bgzip\\b"))
        {
            file += ".gz";
            more.Add("Content-Encoding: gzip");
            more.Add("Vary: Accept-Encoding");
        }
        using (FileStream content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            Head(stream, 200, content.Length, more.ToArray());
            if (!isHead) content.CopyTo(stream);
        }
    }

    static void SendBytes(Stream stream, bool isHead, byte[] bytes)
    {
        Head(stream, 200, bytes.Length, "Content-Type: application/json", "Cache-Control: no-cache");
        if (!isHead) stream.Write(bytes, 0, bytes.Length);
    }

    static void Head(Stream stream, int status, long length, params string[] more)
    {
        List<string> lines = new List<string> { "HTTP/1.1 " + status + " " + Reasons[status], "Content-Length: " + length, "Connection: close" };
        lines.AddRange(more);
        byte[] bytes = Encoding.ASCII.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n");
        stream.Write(bytes, 0, bytes.Length);
    }

    /// <summary>What a teacher put into the two folders.</summary>
    static string Room()
    {
        return "{\"models\":[" + string.Join(",", Paths("models")) + "],\"pictures\":[" + string.Join(",", Paths("pictures")) + "]}";
    }

    static string[] Paths(string folder)
    {
        string whole = Path.Combine(root, folder);
        if (!Directory.Exists(whole)) return new string[0];
        List<string> found = new List<string>();
        foreach (string file in Directory.GetFiles(whole, "*", SearchOption.AllDirectories))
        {
            string path = file.Substring(whole.Length + 1).Replace('\\', '/');
            if (!Regex.IsMatch(path, "(^|/)\\.")) found.Add(Quoted(path));
        }
        found.Sort(StringComparer.Ordinal);
        return found.ToArray();
    }

    static string Quoted(string text)
    {
        return "\"" + Regex.Replace(text, "[\"\\\\\\x00-\\x1f]", found => "\\u" + ((int)found.Value[0]).ToString("x4")) + "\"";
    }
}
