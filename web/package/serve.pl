#!/usr/bin/perl
# Serves the folder above this one: to the browser of this machine, or with --room to all machines of the local network.
# In Perl, as macOS and nearly every Linux bring it along, and with nothing that is not part of it. serve.cs does the same on Windows.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use IO::Socket::INET;

my %TYPES = (
    css => 'text/css', csv => 'text/csv', gif => 'image/gif', gz => 'application/gzip', html => 'text/html; charset=utf-8', jpeg => 'image/jpeg',
    jpg => 'image/jpeg', js => 'text/javascript', json => 'application/json', mjs => 'text/javascript', png => 'image/png', svg => 'image/svg+xml',
    txt => 'text/plain; charset=utf-8', wasm => 'application/wasm', webmanifest => 'application/manifest+json', webp => 'image/webp',
);
my %REASONS = (200 => 'OK', 403 => 'Forbidden', 404 => 'Not Found', 405 => 'Method Not Allowed');

my $root = dirname(dirname(abs_path($0)));
my ($is_room, $opens, $asked_port) = (0, 1, 0);
while (@ARGV) {
    my $word = shift @ARGV;
    if ($word eq '--room') { $is_room = 1 }
    elsif ($word eq '--no-open') { $opens = 0 }
    elsif ($word eq '--port') { $asked_port = shift @ARGV }
    else { die "There is no option $word: the options are --room, --port NUMBER and --no-open.\n" }
}

my $listener;
for my $port ($asked_port ? $asked_port : 8000 .. 8099) {
    $listener = IO::Socket::INET->new(LocalAddr => $is_room ? '0.0.0.0' : '127.0.0.1', LocalPort => $port, Listen => 64, ReuseAddr => 1) and last;
}
die "No free port was found: $@\n" unless $listener;
my $port = $listener->sockport;

$| = 1;
print "Sightline is at http://127.0.0.1:$port/\n";
if ($is_room) {
    print "The others of the room open http://" . own_address() . ":$port/\n";
    print "Their browsers compute on the CPU: they give the graphics card, and pages without a network, to https and to this machine alone.\n";
}
print "Close this window to end it.\n";
system($^O eq 'darwin' ? "open http://127.0.0.1:$port/" : "xdg-open http://127.0.0.1:$port/ >/dev/null 2>&1 &") if $opens;

$SIG{CHLD} = 'IGNORE';
$SIG{PIPE} = 'IGNORE';
while (1) {
    my $client = $listener->accept or next;
    my $child = fork;
    if (defined $child && $child == 0) {
        $listener->close;
        alarm 600; # a line that stands still does not stay for ever
        answer($client);
        exit 0;
    }
    $client->close;
}

# The address of this machine in the local network: nothing is sent to find it.
sub own_address {
    my $socket = IO::Socket::INET->new(Proto => 'udp', PeerAddr => '192.0.2.1', PeerPort => 9);
    return $socket ? $socket->sockhost : 'THE-ADDRESS-OF-THIS-MACHINE';
}

sub answer {
    my ($client) = @_;
    binmode $client;
    my $line = <$client>;
    return unless defined $line;
    my %headers;
    while (defined(my $header = <$client>)) {
        last if $header =~ /^\r?\n$/;
        $headers{lc $1} = $2 if $header =~ /^([^:]+):\s*(.*?)\r?\n$/;
    }
    return refuse($client, 405) unless $line =~ m{^(GET|HEAD) /([^? ]*)\S* HTTP/1};
    my ($method, $path) = ($1, $2);
    # Another site must not reach this one by a name of its own.
    return refuse($client, 403) unless $is_room || ($headers{host} || '') =~ /^(127\.0\.0\.1|localhost):$port$/;
    $path =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    return refuse($client, 404) if $path =~ m{^/|//|(^|/)\.|\\|\0};
    return send_bytes($client, $method, $TYPES{json}, room()) if $path eq 'room.json';
    $path = 'index.html' if $path eq '';
    send_file($client, $method, $path, \%headers);
}

sub send_file {
    my ($client, $method, $path, $headers) = @_;
    my $file = "$root/$path";
    return refuse($client, 404) unless -f $file;
    my ($ending) = $path =~ /\.(\w+)$/;
    my @headers = ('Content-Type: ' . ($TYPES{lc($ending || '')} || 'application/octet-stream'));
    # What lies in the folder of a build never changes.
    push @headers, $path =~ m{^web-\w+/} ? 'Cache-Control: max-age=31536000, immutable' : 'Cache-Control: no-cache';
    if (-f "$file.gz" && ($headers->{'accept-encoding'} || '') =~ /\bgzip\b/) {
        $file = "$file.gz";
        push @headers, 'Content-Encoding: gzip', 'Vary: Accept-Encoding';
    }
    open my $content, '<:raw', $file or return refuse($client, 404);
    head($client, 200, -s $file, @headers);
    return if $method eq 'HEAD';
    while (read $content, my $part, 1 << 16) {
        print {$client} $part or return;
    }
}

sub send_bytes {
    my ($client, $method, $type, $bytes) = @_;
    head($client, 200, length $bytes, "Content-Type: $type", 'Cache-Control: no-cache');
    print {$client} $bytes unless $method eq 'HEAD';
}

sub refuse {
    my ($client, $status) = @_;
    head($client, $status, 0);
}

sub head {
    my ($client, $status, $length, @headers) = @_;
    print {$client} join("\r\n", "HTTP/1.1 $status $REASONS{$status}", "Content-Length: $length", 'Connection: close', @headers, '', '');
}

# What a teacher put into the two folders.
sub room {
    return '{"models":[' . join(',', map { quoted($_) } paths('models', '')) . '],"pictures":[' . join(',', map { quoted($_) } paths('pictures', '')) . ']}';
}

sub paths {
    my ($folder, $before) = @_;
    opendir my $entries, "$root/$folder" or return ();
    my @found;
    for my $name (sort grep { !/^\./ } readdir $entries) {
        push @found, -d "$root/$folder/$name" ? paths("$folder/$name", "$before$name/") : "$before$name";
    }
    return @found;
}

sub quoted {
    my ($text) = @_;
    $text =~ s/(["\\\x00-\x1f])/sprintf '\\u%04x', ord $1/ge;
    return "\"$text\"";
}
