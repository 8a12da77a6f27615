"""Passwords that are tried first, in small letters without signs; with digits behind them, too."""

COMMON = frozenset(
    """
1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 a1b2c3d4
a1b2c3d4e5 aa11bb22cc aabbccddee abc123abc abcabcabc abcabcabcabc abcd abcdefgh abcdefghi
abcdefghij abcdefghijk abcdefghijkl access accessdenied admin adminadmin administrateur
administrator adminpassword alexander alexandra alphabet amanda america andrew android angel
angels anthony anybody anything apple april arsenal arsenalfc asd123asd asdf asdfasdf
asdfasdfasdf asdfgh asdfghjk asdfghjkl ashley ashleyashley asshole august australia autumn
azerty azertyuiop babyboy babygirl barcelona baseball basketball batman batterystaple beautiful
benjamin berlin biteme blessed boss bossboss brother bullshit business butterfly california
catherine changeit changeme changemenow changemeplease charlie cheese chelsea chelseafc
chocolate christian christopher cisco coach coaching company companyname computer computers
cookie cookies corporate correcthorse correcthorsebatterystaple corvette counterstrike daniel
database debian december default defaultpassword demo demodemo diamond dontknow dragon
dragonball dragonballz dragons elizabeth employee employees employer england everything example
examplepassword facebook family familyfirst father february ferrari flower flowers football
footballclub forever forgot forgotten fortnite france freedom friday fuckoff fuckyou
fuckyoufuckyou germany godisgood golden goodmorning google googlegoogle gorgeous guest
guestpassword handsome harley harleydavidson heaven hello hellohello hellothere helloworld
idontknow iforgot iforgotmypassword ilovegod iloveme ilovemyself iloveu iloveyou iloveyoubaby
iloveyouforever iloveyousomuch iloveyoutoo instagram internet iphone january jennifer jessica
jesus jesuschrist jesusislord jesuslovesme jonathan jordan joshua july june juventus lakers
learner learning letmein letmeinnow letmeinplease linkedin linux liverpool liverpoolfc login
loginlogin logmein london lovelove lovely loveme loveyou macintosh management manager manchester
manchesterunited march master masterkey matrix matthew may melissa mercedes michael
michaeljordan michelle microsoft minecraft monday monkey monkeymonkey mother motherfather
mustang mypassword mysecret mysql nathaniel network newpassword newyork newyorkcity nicole ninja
nobody nopassword nopromotion nothing november october office oracle orange p4ssw0rd p4ssword
pa55word paris pass passphrase passw0rd password password1password passwordpassword passwort
pikachu pleasechangeme pokemon porsche postgres postgresql practice practiceroom princess
princesses promotion purple q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qazwsx qazwsxedc qazwsxedcrfv
qwe123qwe qweasd qweasdzxc qwerty qwertyasdf qwertyasdfgh qwertyqwerty qwertyuio qwertyuiop
qwertyuiopasdf qwertz qwertzuio qwertzuiop rainbow realmadrid rehearsal rehearsalroom rehearse
robert root rootroot router samantha sample samsung samsunggalaxy saturday secret secretpassword
secure securepassword security september server serverroom shadow signin silver sister somebody
something spiderman spring springtime starwars stephanie summer summertime sunday sunshine
sunshineday superadmin superman supersecret superuser supervisor sweetheart sysadmin system
temporary temppass temppassword test tester testing testpassword testtest testuser theboss
thepassword therehearsalroom thomas thursday toor topsecret toyota trainer training trustno1
trustnoone tuesday twitter ubuntu user username useruser victoria warcraft wednesday welcome
welcomeback welcomehome welcometo whatever whateverwhatever whatthefuck whatthehell windows
winter wintertime wireless yankees yellow yourpassword youtube zaq12wsx zaq1xsw2 zxcvbn zxcvbnm
zxcvbnmasdf
""".split()
)
