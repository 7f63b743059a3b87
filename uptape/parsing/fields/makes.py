"""Makes of cars, trucks, motorcycles, RVs, boats and powersports with their models: what a vehicle line is split by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from uptape.parsing.fields.word_sets import word_set

# kind|make|aliases|models, each list separated by commas. The order of models does not matter: the longest match wins.
_TABLE = """
car|Acura||CL,CSX,EL,ILX,Integra,Legend,MDX,NSX,RDX,RL,RLX,RSX,TL,TLX,TSX,ZDX,ADX
car|Alfa Romeo|Alfa|4C,Giulia,Giulietta,Spider,Stelvio,Tonale
car|AM General||Hummer
car|AMC||Eagle,Gremlin,Javelin,Pacer
car|Aston Martin||DB7,DB9,DB11,DB12,DBS,DBX,Rapide,V8 Vantage,Vantage,Vanquish
car|Audi||A1,A3,A4,A4 allroad,A5,A5 Sportback,A6,A6 allroad,A7,A8,A8 L,allroad,e-tron,e-tron GT,e-tron Sportback,Q3,Q4 e-tron,Q5,Q5 Sportback,Q6 e-tron,Q7,Q8,Q8 e-tron,R8,RS 3,RS 5,RS 6,RS 7,RS Q8,RS3,RS5,RS6,RS7,S3,S4,S5,S6,S7,S8,SQ5,SQ7,SQ8,TT,TTS
car|Bentley||Arnage,Azure,Bentayga,Continental,Continental GT,Flying Spur,Mulsanne
car|BMW||1 Series,2 Series,2 Series Gran Coupe,3 Series,4 Series,4 Series Gran Coupe,5 Series,6 Series,7 Series,8 Series,128i,135i,228i,230i,320i,325i,328i,328d,330i,330e,335i,340i,428i,430i,435i,440i,525i,528i,530i,530e,535i,540i,550i,640i,650i,740i,740Li,750i,750Li,760i,840i,850i,ActiveHybrid,Alpina B7,i3,i4,i5,i7,i8,iX,M2,M3,M4,M5,M6,M8,M135i,M235i,M240i,M340i,M440i,M550i,X1,X2,X3,X3 M,X4,X4 M,X5,X5 M,X6,X6 M,X7,XM,Z3,Z4
car|Buick||Cascada,Century,Enclave,Encore,Encore GX,Envision,Envista,LaCrosse,LeSabre,Lucerne,Park Avenue,Rainier,Regal,Regal TourX,Rendezvous,Riviera,Roadmaster,Skylark,Terraza,Verano
car|Cadillac|Caddy|ATS,CT4,CT5,CT6,CTS,DeVille,DTS,Eldorado,ELR,Escalade,Escalade ESV,Escalade EXT,Escalade IQ,Lyriq,Optiq,Seville,SRX,STS,Vistiq,XLR,XT4,XT5,XT6,XTS
car|Chevrolet|Chevy,Chev,Chevolet|Astro,Avalanche,Aveo,Bel Air,Blazer,Blazer EV,Bolt,Bolt EV,Bolt EUV,C10,C/K 1500,Camaro,Caprice,Captiva,Cavalier,Chevelle,City Express,Cobalt,Colorado,Corvette,Cruze,El Camino,Equinox,Equinox EV,Express,Express 1500,Express 2500,Express 3500,HHR,Impala,K5 Blazer,Lumina,Malibu,Malibu Hybrid,Monte Carlo,Nova,S-10,S10,S10 Blazer,Silverado,Silverado 1500,Silverado 1500HD,Silverado 2500,Silverado 2500HD,Silverado 2500 HD,Silverado 3500,Silverado 3500HD,Silverado 3500 HD,Silverado 4500HD,Silverado 5500HD,Silverado EV,Sonic,Spark,SS,SSR,Suburban,Suburban 1500,Tahoe,Tahoe Hybrid,Tracker,TrailBlazer,Trailblazer,Traverse,Trax,Uplander,Venture,Volt
car|Chrysler||200,300,300C,300M,Aspen,Cirrus,Concorde,Crossfire,LHS,Pacifica,Pacifica Hybrid,PT Cruiser,Sebring,Town & Country,Town and Country,Voyager,Grand Caravan
car|Daewoo||Lanos,Leganza,Nubira
car|Dodge||Attitude,Avenger,Caliber,Caravan,Challenger,Charger,Charger Daytona,Dakota,Dart,Durango,Grand Caravan,Hornet,Intrepid,Journey,Magnum,Neon,Nitro,Ram,Ram 1500,Ram 2500,Ram 3500,Ram Van,Sprinter,Stealth,Stratus,Viper
car|Eagle||Talon,Vision
car|Ferrari||296 GTB,296 GTS,360,458,458 Italia,488,488 GTB,812,812 Superfast,California,California T,F12berlinetta,F430,F8 Tributo,FF,GTC4Lusso,Portofino,Purosangue,Roma,SF90
car|Fiat||124 Spider,500,500 Abarth,500c,500e,500L,500X
car|Fisker||Karma,Ocean
car|Ford|Frod|Bronco,Bronco II,Bronco Sport,C-Max,C-Max Energi,C-Max Hybrid,Contour,Crown Victoria,E-150,E-250,E-350,E-450,E-Series,E-Transit,E150,E250,E350,EcoSport,Edge,Escape,Escape Hybrid,Escort,Excursion,Expedition,Expedition EL,Expedition MAX,Explorer,Explorer Sport,Explorer Sport Trac,F-100,F-150,F-150 Lightning,F-150 Raptor,F150 Lightning,F150 Raptor,F-250,F-250 Super Duty,F-250SD,F-350,F-350 Super Duty,F-450,F-450 Super Duty,F-550,F-550 Super Duty,F-600,F-650,F-750,F150,F250,F350,F450,F550,Falcon,Fiesta,Five Hundred,Flex,Focus,Focus ST,Freestar,Freestyle,Fusion,Fusion Energi,Fusion Hybrid,Galaxie,GT,Lobo,Maverick,Model A,Model T,Mustang,Mustang Mach-E,Mach-E,Probe,Ranger,Super Duty,Taurus,Taurus X,Tempo,Thunderbird,Transit,Transit 150,Transit 250,Transit 350,Transit-150,Transit-250,Transit-350,Transit Connect,Transit Cargo,Windstar
car|Genesis||Electrified G80,Electrified GV70,G70,G80,G90,GV60,GV70,GV80
car|Geo||Metro,Prizm,Storm,Tracker
car|GMC||Acadia,Canyon,Envoy,Envoy XL,Hummer EV,Jimmy,Safari,Savana,Savana 2500,Savana 3500,Sierra,Sierra 1500,Sierra 1500HD,Sierra 2500,Sierra 2500HD,Sierra 2500 HD,Sierra 3500,Sierra 3500HD,Sierra 3500 HD,Sierra EV,Sonoma,Terrain,Yukon,Yukon Denali,Yukon XL
car|Honda||Accord,Accord Crosstour,Accord Hybrid,Civic,Civic Hybrid,Civic Si,Civic Type R,Clarity,CR-V,CRV,CR-V Hybrid,CR-Z,Crosstour,Del Sol,Element,Fit,HR-V,HRV,Insight,Odyssey,Passport,Pilot,Prelude,Prologue,Ridgeline,S2000,Africa Twin,CB300R,CB500F,CB500X,CB650R,CBR300R,CBR500R,CBR600RR,CBR650R,CBR1000RR,CRF110F,CRF250F,CRF250R,CRF300L,CRF300L Rally,CRF450R,CRF450L,CRF1100L,CTX700,Fury,Gold Wing,Goldwing,Grom,Metropolitan,Monkey,NC750X,Navi,Rebel,Rebel 300,Rebel 500,Rebel 1100,Ruckus,Shadow,Shadow Phantom,Talon 1000R,Talon 1000X,Pioneer 500,Pioneer 700,Pioneer 1000,Rancher,Foreman,FourTrax,Rincon,Rubicon,VFR,VTX,VTX1300,Super Cub,XR650L
car|Hummer||H1,H2,H3,H3T
car|Hyundai|Hyundia|Accent,Azera,Creta,Elantra,Elantra GT,Elantra Hybrid,Elantra N,Entourage,Equus,Genesis,Genesis Coupe,Ioniq,Ioniq 5,Ioniq 6,Ioniq 9,Kona,Kona Electric,Kona N,Nexo,Palisade,Santa Cruz,Santa Fe,Santa Fe Hybrid,Santa Fe Sport,Santa Fe XL,Sonata,Sonata Hybrid,Tiburon,Tucson,Tucson Hybrid,Tucson Plug-In Hybrid,Veloster,Veloster N,Venue,Veracruz
car|Infiniti||EX35,FX35,FX37,FX45,FX50,G20,G25,G35,G37,I30,I35,JX35,M35,M37,M45,M56,Q40,Q45,Q50,Q60,Q70,Q70L,QX30,QX4,QX50,QX55,QX56,QX60,QX70,QX80
car|International||Scout,Scout II
car|Isuzu||Ascender,Axiom,D-Max,i-280,i-290,i-350,i-370,Rodeo,Trooper,VehiCROSS,NPR,NPR-HD,NQR,NRR,FTR
car|Jaguar|Jag|E-Pace,F-Pace,F-Type,I-Pace,S-Type,X-Type,XE,XF,XJ,XJ6,XJ8,XJL,XK,XK8,XKR
car|Jeep||Cherokee,CJ-5,CJ-7,CJ5,CJ7,Commander,Compass,Gladiator,Grand Cherokee,Grand Cherokee 4xe,Grand Cherokee L,Grand Cherokee WK,Grand Wagoneer,Grand Wagoneer L,Liberty,Patriot,Recon,Renegade,Wagoneer,Wagoneer L,Wagoneer S,Wrangler,Wrangler 4xe,Wrangler JK,Wrangler JK Unlimited,Wrangler Unlimited
car|Kia||Amanti,Borrego,Cadenza,Carnival,EV6,EV9,Forte,Forte5,Forte Koup,K4,K5,K900,Magentis,Niro,Niro EV,Optima,Optima Hybrid,Rio,Rondo,Sedona,Seltos,Sephia,Sorento,Sorento Hybrid,Soul,Soul EV,Spectra,Sportage,Sportage Hybrid,Stinger,Telluride
car|Lamborghini|Lambo|Aventador,Gallardo,Huracan,Murcielago,Revuelto,Urus
car|Lancia||Delta
car|Land Rover|Landrover|Defender,Defender 90,Defender 110,Defender 130,Discovery,Discovery Sport,Freelander,LR2,LR3,LR4,Range Rover,Range Rover Evoque,Range Rover Sport,Range Rover Velar
car|Lexus||CT 200h,ES,ES 300,ES 300h,ES 330,ES 350,GS,GS 300,GS 350,GS 430,GS 450h,GS F,GX,GX 460,GX 470,GX 550,HS 250h,IS,IS 200t,IS 250,IS 300,IS 350,IS 500,IS F,LC 500,LC 500h,LFA,LS,LS 400,LS 430,LS 460,LS 500,LX,LX 470,LX 570,LX 600,NX,NX 200t,NX 250,NX 300,NX 300h,NX 350,NX 350h,NX 450h+,RC,RC 300,RC 350,RC F,RX,RX 300,RX 330,RX 350,RX 350L,RX 350h,RX 400h,RX 450h,RX 450hL,RX 500h,RZ,RZ 450e,SC 430,TX,TX 350,TX 500h,UX,UX 200,UX 250h,UX 300h
car|Lincoln||Aviator,Blackwood,Continental,Corsair,LS,Mark LT,Mark VIII,MKC,MKS,MKT,MKX,MKZ,Nautilus,Navigator,Navigator L,Town Car,Zephyr
car|Lotus||Elise,Emira,Evora,Exige,Eletre
car|Lucid||Air,Gravity
car|Maserati||Coupe,Ghibli,GranTurismo,Grecale,Levante,MC20,Quattroporte
car|Maybach||57,62
car|Mazda||2,3,5,6,626,B-Series,B2300,B3000,B4000,CX-3,CX-30,CX-5,CX-50,CX-7,CX-70,CX-9,CX-90,CX3,CX5,CX9,Mazda2,Mazda3,Mazda3 Sport,Mazda5,Mazda6,Mazdaspeed3,Millenia,MPV,MX-30,MX-5,MX-5 Miata,MX-5 Miata RF,MX-6,Miata,Protege,Protege5,RX-7,RX-8,Tribute
car|McLaren||540C,570S,600LT,650S,720S,750S,Artura,GT
car|Mercedes-Benz|Mercedes,Mercedes Benz,MB,Benz,Merc|190,190E,300D,300SL,380SL,450SL,560SL,A-Class,A 220,AMG GT,B-Class,C-Class,C 230,C 240,C 250,C 300,C 350,C 43,C 63,C230,C240,C250,C300,C350,C43,C63,CL-Class,CLA,CLA 250,CLA-Class,CLA250,CLE,CLE 300,CLK,CLK-Class,CLK320,CLK350,CLS,CLS-Class,CLS 450,CLS550,E-Class,E 320,E 350,E 400,E 450,E 550,E320,E350,E400,E450,E53,E550,E63,EQB,EQC,EQE,EQS,EQS SUV,eSprinter,G-Class,G 550,G 63,G550,G63,GL-Class,GL 450,GL450,GL550,GLA,GLA 250,GLA-Class,GLA250,GLB,GLB 250,GLB250,GLC,GLC 300,GLC-Class,GLC300,GLE,GLE 350,GLE 450,GLE-Class,GLE350,GLE450,GLK,GLK 350,GLK-Class,GLK350,GLS,GLS 450,GLS 550,GLS-Class,GLS450,GLS550,M-Class,Metris,ML 350,ML320,ML350,ML500,R-Class,R350,S-Class,S 500,S 550,S 560,S 580,S430,S500,S550,S560,S580,SL,SL-Class,SL 500,SL500,SL550,SLC,SLK,SLK-Class,SLK230,SLK280,SLK350,SLS AMG,Sprinter,Sprinter 1500,Sprinter 2500,Sprinter 3500
car|Mercury||Cougar,Grand Marquis,Marauder,Mariner,Milan,Montego,Monterey,Mountaineer,Sable,Villager
car|MG||MGB,Midget
car|Mini||Clubman,Convertible,Cooper,Cooper Clubman,Cooper Countryman,Cooper Hardtop,Cooper S,Countryman,Coupe,Hardtop,Hardtop 2 Door,Hardtop 4 Door,John Cooper Works,Paceman,Roadster
car|Mitsubishi||3000GT,Diamante,Eclipse,Eclipse Cross,Eclipse Spyder,Endeavor,Galant,i-MiEV,Lancer,Lancer Evolution,Lancer Sportback,Mirage,Mirage G4,Montero,Montero Sport,Outlander,Outlander PHEV,Outlander Sport,Raider,RVR
car|Nissan|Datsun|240SX,240Z,280Z,300ZX,350Z,370Z,Altima,Altima Hybrid,Ariya,Armada,Cube,Frontier,GT-R,Juke,Kicks,Leaf,March,Maxima,Micra,Murano,NP300,NV,NV1500,NV200,NV2500,NV3500,Pathfinder,Qashqai,Quest,Rogue,Rogue Select,Rogue Sport,Sentra,Titan,Titan XD,Versa,Versa Note,X-Trail,Xterra,Z
car|Oldsmobile|Olds|Alero,Aurora,Bravada,Cutlass,Eighty-Eight,Intrigue,Silhouette
car|Plymouth||Acclaim,Barracuda,Breeze,Neon,Prowler,Road Runner,Voyager
car|Polestar||1,2,3,4,Polestar 2,Polestar 3
car|Pontiac||Aztek,Bonneville,Fiero,Firebird,G3,G5,G6,G8,Grand Am,Grand Prix,GTO,LeMans,Montana,Montana SV6,Solstice,Sunfire,Torrent,Trans Am,Vibe
car|Porsche||356,718,718 Boxster,718 Cayman,718 Spyder,911,914,918,924,928,944,968,Boxster,Carrera GT,Cayenne,Cayenne Coupe,Cayman,Macan,Panamera,Taycan
car|Ram|RAM Trucks|1500,1500 Classic,1500 TRX,2500,3500,4500,5500,C/V,Cargo,Dakota,ProMaster,ProMaster 1500,ProMaster 2500,ProMaster 3500,ProMaster City,Promaster Cargo
car|Rivian||EDV,R1S,R1T,R2,R3
car|Rolls-Royce|Rolls Royce|Cullinan,Dawn,Ghost,Phantom,Spectre,Wraith
car|Saab||9-2X,9-3,9-5,9-7X,900
car|Saturn||Astra,Aura,Ion,L-Series,LS,LW,Outlook,Relay,SC,Sky,SL,SW,Vue
car|Scion||FR-S,iA,iM,iQ,tC,xA,xB,xD
car|Seat|SEAT|Arona,Ateca,Ibiza,Leon
car|Renault||Clio,Duster,Kangoo,Koleos,Kwid,Logan,Megane,Sandero
car|Peugeot||208,2008,301,308,3008,5008,Partner
car|Smart||Fortwo,EQ fortwo
car|Subaru||Ascent,B9 Tribeca,Baja,BRZ,Crosstrek,Crosstrek Hybrid,Forester,Forester Wilderness,Impreza,Impreza WRX,Legacy,Loyale,Outback,Outback Wilderness,Solterra,SVX,Tribeca,WRX,WRX STI,XV Crosstrek
car|Suzuki||Aerio,Equator,Esteem,Forenza,Grand Vitara,Jimny,Kizashi,Reno,Samurai,Sidekick,Swift,SX4,Verona,Vitara,XL7,Boulevard,Boulevard C50,Boulevard M50,Boulevard M109R,Burgman,Burgman 400,DR-Z400S,DR-Z400SM,DR650S,DR650,GSX-R600,GSX-R750,GSX-R1000,GSX-S750,GSX-S1000,GSX-8S,GSX-8R,Hayabusa,Katana,KingQuad,KingQuad 400,KingQuad 500,KingQuad 750,QuadSport,RM-Z250,RM-Z450,SV650,V-Strom,V-Strom 650,V-Strom 650XT,V-Strom 1050,TU250X
car|Tesla||Cybertruck,Model 3,Model S,Model X,Model Y,Roadster
car|Toyota|Toyta|4Runner,4-Runner,86,Avalon,Avalon Hybrid,bZ,bZ4X,C-HR,Camry,Camry Hybrid,Camry Solara,Celica,Corolla,Corolla Cross,Corolla Cross Hybrid,Corolla Hatchback,Corolla Hybrid,Corolla iM,Crown,Crown Signia,Echo,FJ Cruiser,GR Corolla,GR Supra,GR86,Grand Highlander,Grand Highlander Hybrid,Highlander,Highlander Hybrid,Hilux,Land Cruiser,Matrix,Mirai,MR2,MR2 Spyder,Paseo,Pickup,Previa,Prius,Prius c,Prius Plug-In,Prius Prime,Prius v,RAV4,RAV 4,RAV4 Hybrid,RAV4 Prime,Sequoia,Sienna,Solara,Supra,T100,Tacoma,Tercel,Tundra,Tundra Hybrid,Venza,Yaris,Yaris iA
car|VinFast||VF 8,VF 9,VF8,VF9
car|Volkswagen|VW,Volkswagon|Arteon,Atlas,Atlas Cross Sport,Beetle,Bus,Cabrio,CC,Corrado,e-Golf,Eos,EuroVan,GLI,Golf,Golf Alltrack,Golf GTI,Golf R,Golf SportWagen,GTI,ID.4,ID. Buzz,Jetta,Jetta GLI,Jetta SportWagen,New Beetle,Passat,Phaeton,Polo,R32,Rabbit,Routan,Taos,Tiguan,Tiguan Limited,Touareg,Vento,Virtus
car|Volvo||240,740,850,940,C30,C40,C40 Recharge,C70,EX30,EX90,S40,S60,S60 Cross Country,S70,S80,S90,V40,V50,V60,V60 Cross Country,V70,V90,V90 Cross Country,XC40,XC40 Recharge,XC60,XC70,XC90,XC90 Recharge,VNL,VNL 760,VNL 860,VNR,VHD
moto|Aprilia||Dorsoduro,RS 660,RSV4,Shiver,SR Max,Tuareg 660,Tuono,Tuono 660,Tuono V4
moto|Benelli||Leoncino,TNT 135,TNT 300,TRK 502
moto|BMW||C 400 GT,F 650 GS,F 700 GS,F 750 GS,F 800 GS,F 850 GS,F 900 R,G 310 GS,G 310 R,K 1600 GT,K 1600 GTL,R 18,R 1200 GS,R 1200 RT,R 1250 GS,R 1250 RT,R 1300 GS,R nineT,S 1000 R,S 1000 RR,S 1000 XR
moto|Buell||1125R,Blast,Lightning,Ulysses,XB12
moto|Ducati||Diavel,Hypermotard,Hyperstrada,Monster,Monster 821,Multistrada,Multistrada V4,Panigale,Panigale V2,Panigale V4,Scrambler,Streetfighter,Streetfighter V4,SuperSport,XDiavel
moto|Harley-Davidson|Harley Davidson,Harley,H-D,HD|Breakout,CVO Limited,CVO Road Glide,CVO Street Glide,Deluxe,Dyna,Dyna Low Rider,Dyna Street Bob,Dyna Wide Glide,Electra Glide,Electra Glide Classic,Electra Glide Ultra Classic,Fat Bob,Fat Boy,Fatboy,FLHX,FLHXS,FLTRX,FXDR,Forty-Eight,Freewheeler,Heritage Classic,Heritage Softail,Heritage Softail Classic,Iron 883,Iron 1200,LiveWire,Low Rider,Low Rider S,Low Rider ST,Night Rod,Night Rod Special,Nightster,Pan America,Road Glide,Road Glide Limited,Road Glide Special,Road Glide Ultra,Road King,Road King Classic,Road King Special,Seventy-Two,Softail,Softail Deluxe,Softail Slim,Softail Standard,Sport Glide,Sportster,Sportster 883,Sportster 1200,Sportster S,Street 500,Street 750,Street Bob,Street Glide,Street Glide Special,Street Rod,SuperLow,Switchback,Tri Glide,Tri Glide Ultra,Ultra Classic,Ultra Limited,V-Rod,V-Rod Muscle,XL883N,XL1200X
moto|Husqvarna||701 Enduro,701 Supermoto,FC 250,FC 350,FC 450,FE 350,FE 501,Norden 901,Svartpilen,Vitpilen,TC 125
moto|Hyosung||GT250R,GT650R
moto|Indian|Indian Motorcycle|Challenger,Chief,Chief Bobber,Chief Dark Horse,Chieftain,Chieftain Limited,Chieftain Dark Horse,FTR,FTR 1200,Pursuit,Roadmaster,Scout,Scout Bobber,Scout Rogue,Scout Sixty,Springfield,Super Chief,Vintage
moto|Kawasaki|Kawi|Brute Force,Brute Force 300,Brute Force 750,Concours,Concours 14,Eliminator,Jet Ski,Jet Ski Ultra 310LX,KLR 650,KLR650,KLX 230,KLX 250,KLX 300,KLX300,KLX110,KX 250,KX 450,KX250,KX450,Mule,Mule 4010,Mule Pro-FX,Mule Pro-FXT,Mule SX,Ninja,Ninja 300,Ninja 400,Ninja 500,Ninja 650,Ninja 1000,Ninja H2,Ninja ZX-6R,Ninja ZX-10R,Ninja ZX-14R,Ridge,Teryx,Teryx4,Teryx KRX 1000,Teryx KRX,Versys,Versys 650,Versys 1000,Versys-X 300,Vulcan,Vulcan 900,Vulcan 1700,Vulcan S,W800,Z400,Z650,Z900,Z900RS,ZX-6R,ZX-10R
moto|KTM||125 SX,250 SX-F,250 XC,300 XC,300 XC-W,350 EXC-F,350 SX-F,390 Adventure,390 Duke,450 SX-F,500 EXC-F,690 Enduro,790 Adventure,790 Duke,890 Adventure,890 Adventure R,890 Duke,1190 Adventure,1290 Super Adventure,1290 Super Duke,Duke 390,Freeride
moto|Moto Guzzi||California,Griso,V7,V9,V85 TT,V100 Mandello
moto|MV Agusta||Brutale,F3,F4,Turismo Veloce
moto|Norton||Commando
moto|Piaggio||Liberty,MP3
moto|Royal Enfield||Bullet,Classic 350,Classic 500,Continental GT,Himalayan,Hunter 350,INT650,Interceptor,Meteor 350,Super Meteor 650
moto|Slingshot||R,S,SL
moto|Triumph||Bobber,Bonneville,Bonneville T100,Bonneville T120,Daytona,Rocket 3,Rocket III,Scrambler,Scrambler 900,Speed 400,Speed Triple,Speed Twin,Speedmaster,Sprint,Street Triple,Street Twin,Thruxton,Thunderbird,Tiger,Tiger 800,Tiger 900,Tiger 1200,Trident 660
moto|Ural||Gear Up,Patrol
moto|Vespa||GTS,GTS 300,Primavera,Sprint
moto|Victory||Cross Country,Cross Roads,Hammer,High-Ball,Kingpin,Octane,Vegas,Vision
moto|Yamaha||Bolt,Bolt R-Spec,FJ-09,FJR1300,FX Cruiser,FZ-07,FZ-09,FZ1,FZ6,Grizzly,Grizzly 700,Kodiak,Kodiak 450,Kodiak 700,MT-03,MT-07,MT-09,MT-10,Niken,PW50,Raider,Raptor,Raptor 700,Rhino,Road Star,Royal Star,SR400,Star Venture,Super Tenere,Tenere 700,Tracer 9,TT-R110E,TT-R125LE,TW200,V Star,V Star 650,V Star 950,V Star 1100,V Star 1300,Vino,Viking,VMAX,VX Cruiser,WaveRunner,WaveRunner FX,WaveRunner VX,Wolverine,Wolverine RMAX 1000,Wolverine X2,Wolverine X4,WR250F,WR250R,WR450F,XMAX,XSR700,XSR900,YFZ450R,YXZ1000R,YZ125,YZ250F,YZ450F,YZF-R1,YZF-R3,YZF-R6,YZF-R7,YZF R3,YZF R7,Zuma,242X,252S,212X,AR190,SX210
moto|Zero|Zero Motorcycles|DSR,FX,S,SR/F,SR/S
power|Arctic Cat||Alterra,Havoc,M 8000,Pantera,Prowler,Prowler Pro,Riot,Textron,Wildcat,Wildcat XX,ZR,ZR 6000
power|Argo||Aurora,Frontier
power|Bobcat||E35,S650,T66,T76
power|Can-Am|Can Am,CanAm|Commander,Commander 1000,Defender,Defender HD8,Defender HD9,Defender HD10,Defender MAX,Maverick,Maverick R,Maverick Sport,Maverick Trail,Maverick X3,Maverick X3 MAX,Outlander,Outlander 450,Outlander 570,Outlander 650,Outlander 850,Outlander 1000R,Outlander MAX,Renegade,Renegade 570,Renegade 1000R,Ryker,Ryker 600,Ryker 900,Ryker Rally,Spyder,Spyder F3,Spyder F3-T,Spyder RT,Spyder RT Limited
power|CFMOTO|CF Moto|CForce,CForce 500,CForce 600,CForce 800,UForce,UForce 600,UForce 1000,ZForce,ZForce 950,450NK,650NK,Ibex 450,Ibex 800,Papio
power|Club Car||Onward,Precedent,Tempo
power|E-Z-GO|EZGO,EZ-GO|Express,Freedom,RXV,TXT,Valor
power|Hisun||Sector,Strike
power|John Deere||1025R,Gator,Gator XUV,XUV835M
power|Kubota||BX2380,L2501,RTV,RTV-X1100C,SVL75
power|Kymco||Mongoose,MXU,People
power|Lynx||Rave
power|Polaris||ACE,Ace 570,General,General 1000,General XP,General XP 1000,General XP 4 1000,Indy,Outlaw,Patriot Boost,Phoenix,PRO RMK,RMK,RZR,RZR 570,RZR 800,RZR 900,RZR Pro R,RZR Pro XP,RZR S 900,RZR Trail,RZR Turbo,RZR Turbo R,RZR XP,RZR XP 1000,RZR XP 4 1000,RZR XP Turbo,RZR XP 4 Turbo,Ranger,Ranger 500,Ranger 570,Ranger 1000,Ranger Crew,Ranger Crew 1000,Ranger Crew XP 1000,Ranger EV,Ranger XP 900,Ranger XP 1000,Ranger XP Kinetic,Scrambler,Slingshot,Sportsman,Sportsman 450,Sportsman 570,Sportsman 850,Sportsman XP 1000,Switchback,Titan,Voyageur,Xpedition
power|Sea-Doo|Sea Doo,SeaDoo|Explorer Pro,Fish Pro,Fish Pro Trophy,GTI,GTI SE,GTI SE 170,GTR,GTX,GTX Limited,RXP-X,RXT-X,Spark,Spark Trixx,Switch,Wake,Wake Pro
power|Segway|Segway Powersports|Fugleman,Snarler,Villain
power|Ski-Doo|Ski Doo,SkiDoo|Backcountry,Expedition,Freeride,Grand Touring,MXZ,Renegade,Skandic,Summit,Summit X,Tundra
power|SSR||SR125
boat|Grand Banks||Classic,Eastbay,Europa
boat|Nordic Tugs|Nordic Tug|
boat|Ranger Tugs||
boat|Cutwater||
boat|Sailfish||
boat|Alumacraft||Competitor,Escape,Trophy,Voyageur
boat|Axis||A20,A22,A24,T220
boat|Avalon||Catalina,LSZ
boat|Baja||Outlaw
boat|Bass Cat||Caracal,Cougar,Puma
boat|Bass Tracker||Classic
boat|Bayliner||Ciera,Element,Element E18,Trophy,VR5,VR6
boat|Bennington||22 SSX,23 SSBX,R Series,S Series,SX Series
boat|Beneteau||Antares,Flyer,First,Oceanis
boat|Boston Whaler|Whaler|110 Tender,130 Super Sport,150 Montauk,160 Super Sport,170 Montauk,190 Montauk,210 Montauk,220 Dauntless,230 Outrage,240 Dauntless,250 Outrage,270 Dauntless,280 Outrage,320 Vantage,330 Outrage,Conquest,Dauntless,Montauk,Outrage,Vantage
boat|Carolina Skiff||DLX
boat|Carver||Voyager
boat|Centurion||Fi23,Ri237,Ri245
boat|Chaparral||21 SSi,Surf,SSi,Signature,SunCoast
boat|Chris-Craft|Chris Craft|Calypso,Catalina,Corsair,Launch
boat|Cobalt Boats||10 Series,R Series
boat|Contender||
boat|Correct Craft||
boat|Crestliner||Bass Hawk,Fish Hawk,Kodiak,VT
boat|Crownline||
boat|Cruisers Yachts||
boat|Cypress Cay||Cabana,Seabreeze
boat|Edgewater||
boat|Everglades||
boat|Formula||
boat|Four Winns||Horizon,HD5,H210
boat|G3|G3 Boats|Bay,Eagle,SunCatcher
boat|Glastron||GT,GTS
boat|Godfrey||Sanpan,Sweetwater
boat|Grady-White|Grady White|Canyon,Canyon 271,Express,Fisherman,Fisherman 216,Freedom,Freedom 215
boat|Harris||Cruiser,Solstice,Sunliner
boat|Heyday||WT-Surf
boat|Hobie||
boat|Hurricane|Hurricane Boats|FunDeck,SunDeck,SunDeck Sport
boat|Jeanneau||Leader,NC,Sun Odyssey
boat|Key West||
boat|Larson||
boat|Legend|Legend Boats|
boat|Lowe||Stinger,Ultra
boat|Lund||1650 Rebel,1875 Pro-V,Adventure,Crossover,Fury,Impact,Pro-V,Rebel,Rebel XL,Tyee
boat|Mako||Pro Skiff
boat|Malibu Boats||Wakesetter
boat|Manitou||Aurora,Legacy,Oasis
boat|MasterCraft|Master Craft|NXT,NXT20,NXT22,ProStar,X22,X24,XT23,XStar
boat|Moomba||Craz,Kaiyen,Makai,Max,Mojo
boat|Monterey Boats||
boat|Nautique||G23,Super Air,Super Air Nautique
boat|Nitro Boats||Z18,Z20,Z21
boat|Phoenix Boats||
boat|Princecraft||Vectra
boat|Pursuit Boats||
boat|Ranger Boats||
boat|Regal Boats||
boat|Regency||
boat|Rinker||
boat|Robalo||R160,R200,R222
boat|Scarab||
boat|Scout Boats||
boat|Sea Fox||
boat|Sea Hunt||BX,Ultra,Gamefish
boat|Sea Pro||
boat|Sea Ray||Sundancer,SPX,SLX,SDX
boat|Seaswirl||
boat|Skeeter||FX,FXR,SX,ZX,ZXR
boat|South Bay||
boat|Starcraft||Fishmaster,Limited
boat|Stratos||
boat|Sun Tracker|SunTracker|Bass Buggy,Party Barge,Fishin' Barge,SportFish
boat|Supra||SL,SA
boat|Sylvan||Mirage
boat|Tahoe Boats||
boat|Tige||
boat|Tracker Boats||Grizzly,Pro Guide,Pro Team,Super Guide,Targa
boat|Triton||
boat|Wellcraft||Fisherman
boat|World Cat||
boat|Xpress||
boat|Zodiac||
rv|Airstream||Bambi,Basecamp,Caravel,Classic,Flying Cloud,Globetrotter,Interstate,International,Rangeline,Trade Wind
rv|Alliance|Alliance RV|Avenue,Paradigm,Valor
rv|American Coach||Eagle,Revolution,Tradition
rv|Brinkley||Model G,Model Z
rv|Coachmen||Apex,Apex Nano,Catalina,Chaparral,Clipper,Concord,Cross Trail,Freedom Express,Freelander,Leprechaun,Mirada,Pursuit,Viking
rv|Cruiser|Cruiser RV|Embrace,Hitch,MPG,Radiance,Shadow Cruiser,Stryker
rv|CrossRoads|Crossroads RV|Cruiser,Redwood,Sunset Trail,Volante,Zinger
rv|Dutchmen||Aspen Trail,Astoria,Atlas,Coleman,Coleman Lantern,Kodiak,Kodiak Cub,Kodiak Ultra-Lite,Voltage,Yukon
rv|East to West||Alta,Della Terra,Entrada
rv|Entegra|Entegra Coach|Accolade,Anthem,Aspire,Cornerstone,Esteem,Odyssey,Reatta,Vision
rv|Fleetwood|Fleetwood RV|Bounder,Discovery,Discovery LXE,Flair,Fortis,Frontier,Pace Arrow,Southwind,Tioga
rv|Forest River||Berkshire,Cardinal,Cedar Creek,Cherokee,Cherokee Grey Wolf,Cherokee Wolf Pup,Flagstaff,Forester,FR3,Georgetown,Grey Wolf,Legacy,No Boundaries,R-Pod,Riverstone,Rockwood,Rockwood Mini Lite,Salem,Salem Cruise Lite,Sabre,Sandpiper,Sierra,Solera,Stealth,Sunseeker,Surveyor,Vengeance,Vibe,Wildcat,Wildwood,Wolf Pup,XLR,Work and Play
rv|Four Winds||
rv|Grand Design||Imagine,Imagine XLS,Influence,Momentum,Momentum G-Class,Reflection,Reflection 150,Solitude,Transcend,Transcend Xplor,Lineage,Serenova
rv|Gulf Stream||Ameri-Lite,BT Cruiser,Conquest,Vintage Cruiser
rv|Happier Camper||
rv|Heartland||Bighorn,Cyclone,Gateway,Lithium,Mallard,Milestone,Pioneer,Prowler,Sundance,Torque,Trail Runner,Wilderness
rv|Highland Ridge||Mesa Ridge,Open Range
rv|Holiday Rambler||Admiral,Armada,Endeavor,Invicta,Nautica,Vacationer
rv|Jayco||Alante,Eagle,Eagle HT,Embark,Greyhawk,Jay Feather,Jay Flight,Jay Flight SLX,Melbourne,North Point,Octane,Pinnacle,Precept,Redhawk,Seismic,Seneca,Swift,Talon,Terrain,White Hawk
rv|Keystone|Keystone RV|Alpine,Arcadia,Avalanche,Bullet,Carbon,Cougar,Fuzion,Hideout,Impact,Laredo,Montana,Montana High Country,Outback,Passport,Premier,Raptor,Residence,Springdale,Sprinter,Summerland
rv|KZ|K-Z|Connect,Durango,Escape,Sportsmen,Sportster,Spree,Venom
rv|Lance||650,825,850,975,1475,1575,1685,1995,2285,2375
rv|Leisure Travel|Leisure Travel Vans|Unity,Wonder
rv|Monaco||Diplomat,Dynasty,Knight,Marquis
rv|Newmar||Bay Star,Canyon Star,Dutch Star,Essex,King Aire,London Aire,Mountain Aire,Supreme Aire,Ventana
rv|NuCamp||Barefoot,Cirrus,TAB 320,TAB 400,TAG
rv|Palomino||Backpack,Columbus,Puma,Puma Unleashed,Revolve,SolAire
rv|Pleasure-Way|Pleasure Way|Ascent,Lexor,Ontour,Plateau,Tofino
rv|Prime Time|Prime Time RV|Avenger,Crusader,LaCrosse,Sanibel,Tracer
rv|Roadtrek||Agile,Chase,Play,Zion
rv|Renegade RV||Verona,Vienna
rv|Scamp||
rv|Starcraft RV||Autumn Ridge,Launch,Super Lite
rv|Storyteller Overland||Mode
rv|Sunlite||
rv|Thor|Thor Motor Coach|A.C.E.,Ace,Aria,Axis,Challenger,Chateau,Compass,Daybreak,Four Winds,Freedom Elite,Gemini,Hurricane,Magnitude,Miramar,Omni,Outlaw,Palazzo,Quantum,Scope,Sequence,Synergy,Tellaro,Tuscany,Vegas,Venetian,Windsport
rv|Tiffin|Tiffin Motorhomes|Allegro,Allegro Bay,Allegro Bus,Allegro Open Road,Allegro RED,Byway,Cahaba,GH1,Phaeton,Wayfarer,Zephyr
rv|Travel Lite||Rove Lite
rv|Venture|Venture RV|SportTrek,Sonic,Stratus
rv|Vanleigh||Beacon,Vilano
rv|Winnebago|Winny|Access,Adventurer,Brave,Ekko,Era,Forza,Fuse,Hike,Intent,Itasca,Micro Minnie,Minnie,Minnie Winnie,Navion,Revel,Solis,Solis Pocket,Spirit,Sunova,Sunstar,Travato,Trend,View,Vista,Vita,Voyage
truck|Autocar||ACX,ACMD
truck|Freightliner||114SD,Business Class M2,Cascadia,Cascadia 125,Cascadia 126,Columbia,Coronado,M2 106,M2 112,Sprinter
truck|Hino||155,195,268,338,L6,L7,M5,XL7,XL8
truck|International|Navistar|4300,4400,CV,CV515,DuraStar,HV607,HX620,LoneStar,LT,LT625,MV607,MV,ProStar,RH613,WorkStar
truck|Kenworth||K270,T270,T370,T660,T680,T800,T880,W900,W990
truck|Mack||Anthem,Granite,LR,MD6,Pinnacle
truck|Mitsubishi Fuso|Fuso|Canter,FE160,FE180
truck|Peterbilt|Pete|220,337,348,365,367,379,386,387,389,520,567,579
truck|Sterling||Acterra
truck|UD||
truck|Western Star||4700,4900,5700XE,49X,57X
trailer|Big Tex|Big Tex Trailers|14GN,14LX,70PI
trailer|Featherlite||
trailer|Great Dane||
trailer|Load Trail||
trailer|PJ|PJ Trailers|
trailer|Utility||3000R
trailer|Wabash||DuraPlate
trailer|Wells Cargo||
"""

# Model names that are everyday words: without a make or a year beside them they name nothing.
EVERYDAY_MODELS = word_set(
    """accent access ace air alpine anthem aria armada ascent aspen aspire atlas aura avalanche avenger avenue axis baja
    bay beacon beetle blast blazer bolt bounder brave breakout bullet bus caliber california canyon caravan carbon cargo
    carnival cascada catalina challenger charger chief city clarity classic clipper colorado columbia columbus
    commander compass concord connect continental convertible corsair cougar country coupe crown cruiser cube dart dawn
    daybreak daytona defender deluxe destination discovery eagle eclipse edge element eliminator embark embrace
    encore endeavor endeavour envoy equator equinox era escape escort essex esteem excursion expedition explorer
    express fit flair flex focus forester forte forza freedom frontier fury fuse fusion fuzion gateway gator
    general genesis ghost gladiator golf granite gravity grom hammer havoc hd hike hornet horizon hunter imagine
    impact impulse influence insight integra intent international interstate journey kicks knight legacy legend
    liberty lightning limited lineage lithium magnum march mariner marquis matrix max maverick metro
    milestone mini mirage mode model momentum monkey monster montana mule mustang nautica navigator neon nitro nova
    octane odyssey omni optima outback outlaw outlook outrage pacer pan passport patriot patrol phantom phoenix
    pickup pilot pinnacle pioneer play pinto polo pony premier probe prowler puma pursuit quantum quest rabbit raider ram
    ranger rapide raptor rebel recon reflection regal relay renegade residence revel revolution ridge rio riot rogue
    roma rover safari sable salem scope scout scrambler sector seneca sequence sequoia shadow sierra silhouette sky
    solitude solstice sonic soul spark spectra spectre spider spirit sport sprint sprinter spyder ss stealth sting
    storm stratus strike suburban summit surf swift switch switchback talon tempo terrain thunderbird tiger titan torch
    torrent touring tour tracer tracker tradition trail transcend traverse trend tribute trident trip trophy tundra twin
    ultra unity utility valor vantage vega venture venue verona vibe victory view viking villager vision vista volt
    voltage voyage voyager wake wildcat wilderness wolverine wonder work yukon zephyr zero zion"""
)


# Makes that are everyday words or names of people and places: believed only beside a year or in a labelled field.
EVERYDAY_MAKES = word_set(
    "alliance avalon axis contender cruiser eagle formula genesis geo harris hobie hurricane indian international "
    "jag key west lance larson legend lincoln lowe lund lynx mack mako mercury mini monaco pete phoenix pj "
    "prime time ram regency saturn scamp scout seat smart sterling supra thor tracker triton triumph utility venture "
    "victory zero hd mb ud merc sylvan scarab sunlite zodiac argo bobcat four winds g3 slingshot baja olds"
)


@dataclass(frozen=True, slots=True)
class Make:
    """One make: how it is written, what it builds, its models by key."""

    name: str
    kind: str
    """car, moto, power, boat, rv, truck or trailer."""
    models: frozenset[str]
    """Keys of its models: letters and digits only, lower case."""


def key_of(text: str) -> str:
    """Letters and digits of a name in lower case: `F-150` and `F 150` are both `f150`."""
    return "".join(char for char in text.lower() if char.isalnum())


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, Make], dict[str, tuple[Make, str]]]:
    makes: dict[str, Make] = {}
    models: dict[str, tuple[Make, str]] = {}
    for row in _TABLE.strip().splitlines():
        kind, name, aliases, listed = row.split("|")
        names = [model for model in listed.split(",") if model]
        keys = frozenset(map(key_of, names))
        known = makes.get(key_of(name))
        if known is not None and known.name == name:  # a make may have a row for each kind of thing that it builds
            make = Make(name, known.kind, known.models | keys)
            makes = {key: make if value is known else value for key, value in makes.items()}
        else:
            make = Make(name.removesuffix(" Boats") if kind == "boat" else name, kind, keys)
        for alias in (name, *filter(None, aliases.split(","))):
            makes.setdefault(key_of(alias), make)
        for model in names:
            models.setdefault(key_of(model), (make, model))
    return makes, models


def find_make(text: str) -> Make | None:
    """The make with this name or alias, however it is written; None where there is none."""
    return _tables()[0].get(key_of(text))


def make_of_model(text: str) -> tuple[Make, str] | None:
    """The make that builds a model of this name, and the model as the table writes it; None where nobody does."""
    return _tables()[1].get(key_of(text))


def is_everyday(text: str) -> bool:
    """True for a model or make name that means something else in plain text (Focus, Escape, Indian)."""
    key = key_of(text)
    return key in EVERYDAY_MODELS or key in EVERYDAY_MAKES or key.isdigit() or len(key) < 3
